"""Names for measurements: about 24,000 last and 1,700 first names, few of them common and most rare, as in real life.

The frequent ones are everyday names of five languages; the rare ones are composed. Everything follows from the order of the lists.
"""

from itertools import accumulate, product

LAST = (
    "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker "
    "Schulz Hoffmann Martin Bernard Dubois Thomas Robert Petit Durand Leroy Moreau Simon Rossi Russo Ferrari Esposito Bianchi Romano Colombo "
    "Ricci Marino Greco Hernández López González Wilson Anderson Taylor Moore Jackson Lee Thompson White Harris Clark Lewis Robinson Walker "
    "Young Allen King Wright Scott Hill Green Adams Nelson Baker Hall Campbell Mitchell Carter Roberts Phillips Evans Turner Parker Edwards "
    "Collins Stewart Morris Murphy Cook Rogers Morgan Cooper Peterson Reed Bailey Bell Kelly Howard Ward Cox Richardson Wood Watson Brooks "
    "Bennett Gray James Reyes Hughes Price Myers Long Foster Sanders Ross Morales Powell Sullivan Ortiz Jenkins Gutiérrez Perry Butler Barnes "
    "Fisher Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Meier "
    "Lehmann Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Schubert Vogel Friedrich Keller "
    "Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht Schuster Simon Ludwig Böhm Winter Kraus Martens Schumacher Krämer "
    "Vogt Stein Jäger Otto Sommer Groß Seidel Heinrich Brandt Haas Schreiber Graf Schulte Dietrich Ziegler Kuhn Kühn Pohl Engel Horn Busch "
    "Bergmann Thomas Voigt Sauer Arnold Pfeiffer Ng Li Wu Smyth Smithson Smits Smirnova Marsh Marques Marini Marchetti Marx Martel O'Brien "
    "O'Connor McDonald MacLeod Østergaard Łukasiewicz Šimić Çelik Yılmaz Nguyen Tran Singh Patel Khan Ahmed Kowalski Nowak Ivanov Petrov"
).split()  # fmt: skip

FIRST = (
    "James Mary John Patricia Robert Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas Sarah Karen "
    "Christopher Lisa Daniel Nancy Matthew Betty Anthony Margaret Mark Sandra Maria Anna Paul Andrew Steven Emily Joshua Kimberly Kenneth Donna "
    "Kevin Michelle Brian Carol George Amanda Edward Melissa Peter Petra Jürgen Wolfgang Klaus Monika Sabine Andrea Stefan Claudia Susanne "
    "Birgit Heike Andreas Martina Angelika Frank Martin Markus Ursula Renate Karin Hans Manfred Helga Bernd Gabriele Uwe Werner Gerhard Horst "
    "Dieter Günter Jörg Marie Nathalie Isabelle Sylvie Catherine Martine Christine Françoise Valérie Jean Pierre Michel André Philippe Alain "
    "Giuseppe Antonio Giovanni Francesco Luigi Angelo Vincenzo Giulia Chiara Francesca Rosa Angela Giovanna Lucia Carmen Josefa Isabel Dolores "
    "Pilar Teresa Ana Laura Manuel José Francisco Javier Marta Marco Mario Marcel Marina Marianne Mariana Margarita Marvin Joel Joan Jona Johanna "
    "Johannes Jonathan Jordan Jorge Josef Noah Emma Olivia Liam Sofia Mia Lukas Leon Finn Elias Ben Jonas Luis Paula Lina Clara Zoé Chloé Léa"
).split()  # fmt: skip

_STEMS = (
    "Ab Ach Ad Al Am An Ar As Bach Bad Bal Ban Bar Bas Bel Ben Ber Bir Bla Bon Bor Bra Bre Bru Buch Bur Cal Can Car Cas Cha Che Cla Col Cor Cra "
    "Dal Dan Dar Del Den Dor Dra Dun Eb Ed Eich El Em En Er Fal Fan Far Fel Fer Flo For Fra Fur Gal Gar Gel Ger Gil Gla Gor Gra Gru Hal Ham Han "
    "Har Hel Her Hil Hol Hor Hub Ib Il In Jac Jan Jar Kal Kam Kar Kel Kir Kla Kol Kra Lam Lan Lar Leb Lin Lor Lud Mac Mal Man Mar Mas Mel Mer Mil "
    "Mor Mün Nac Nar Nel Nor Ober Ol Or Os Pal Par Pas Pel Per Pin Pol Por Ram Ran Ras Reb Rei Ren Rin Rob Rol Ros Rud Sal Sam San Sar Schan Schi "
    "Sel Sen Smi Sol Som Spi Sta Stei Stro Tal Tan Tar Tel Tho Til Tor Tra Tru Ul Ur Val Van Var Ver Vil Vol Wal Wan War Wei Wel Wil Win Wol Zan Zel"
).split()  # fmt: skip
_ENDS = (
    "aker ald aldi amann ando ara ard arez ari aro as asco auer bach bacher bauer beck bell berg berger born bourne brecht brook burg burger bury "
    "dahl dale den der dorf dorfer dottir ecki ell eller elli emann ena ender enko enson er eri erman ero ers erson ert es etti ez feld felder ford "
    "fort gard gate ger gren ham hard haus hauser heim heimer hoff hofer holm holt house hurst iak ian iani ic ich icka icki iello ier igan iger in "
    "ina ing inger ini ino inski ioli is ison ita itz kamp kamper ke kin king kins kopf land lander lein ler ley li lin ling lund man mann meier mer "
    "meyer mond more ner nik old oli olt on one oni or orn oski osz ott otti ou ova ovic owicz rath reich reiter rich rick ridge sen ski son stad "
    "stein ster stetter stone strom thal ton tor tti uk ullo uri us vale vik ville wald way well wick wig wood worth zak zik"
).split()  # fmt: skip
_SECOND = "Maria Marie Luise Anna Rose Lynn Ann Paul Peter Jean Karl Maria-Luise".split()


def last_names() -> list[str]:
    """The common ones first."""
    return list(dict.fromkeys([*LAST, *(stem + end for end, stem in product(_ENDS, _STEMS))]))


def first_names() -> list[str]:
    """The common ones first, double names after them."""
    return list(dict.fromkeys([*FIRST, *(f"{one}-{two}" for two, one in product(_SECOND, FIRST[:130]) if one != two)]))


def weights(count: int, *, flat: float, power: float) -> list[float]:
    """Cumulative weights falling with the rank: the first name of the list is the most frequent."""
    return list(accumulate((rank + flat) ** -power for rank in range(count)))

"""The shape of the tree: what may import what, where rows are loaded, how large things are, which names stand where."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from contactcenter.places import BASE_DIR

LAYERS = [
    "contactcenter", "agents", "search", "customers", "catalog", "promotions", "carts", "orders", "returns", "interchange", "console",
    "storefront", "api",
]  # fmt: skip
"""Lowest first; each imports only itself and what is below it."""

NAMES = [
    "manage.py", "pyproject.toml", "contactcenter", "agents", "customers", "orders", "promotions", "carts", "returns", "templates", "static",
    "tests", "README.md",
]  # fmt: skip
PACKAGES = ["django", "django-htmx", "psycopg", "django-environ", "whitenoise", "pytest-django", "factory-boy"]
GENERATED = ("/migrations/", "/vendor/", "node_modules/", "/locale/")


@cache
def tracked() -> list[str]:
    """The files of the tree that a person wrote."""
    listed = subprocess.run(["git", "ls-files"], cwd=BASE_DIR, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.splitlines() if not any(part in f"/{name}" for part in GENERATED) and (BASE_DIR / name).is_file()]


@cache
def text(name: str) -> str:
    return (BASE_DIR / name).read_text("utf-8")


def files(*endings: str, under: str = "") -> list[str]:
    return [name for name in tracked() if name.endswith(endings) and name.startswith(under)]


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(text(name))


def functions(name: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(name)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def imported(name: str) -> Iterator[tuple[int, str]]:
    """Each imported module with its line, inside functions too."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)


def under_type_checking(name: str) -> set[int]:
    """Lines that only a type checker reads."""
    blocks = (node for node in ast.walk(tree(name)) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    return {line for block in blocks for line in range(block.lineno, (block.end_lineno or block.lineno) + 1)}


APPS = [layer for layer in LAYERS if (BASE_DIR / layer).is_dir()]
TEMPLATES = files(".html", under="templates/")


@pytest.mark.parametrize("app", APPS)
def test_imports_point_downwards(app: str) -> None:
    above = set(LAYERS[LAYERS.index(app) + 1 :])
    backward = [
        f"{name}:{line} imports {module}"
        for name in files(".py", under=f"{app}/")
        for line, module in imported(name)
        if module.split(".")[0] in above and line not in under_type_checking(name)
    ]
    assert backward == []


def test_every_app_has_its_layer() -> None:
    apps = {Path(name).parts[0] for name in tracked() if name.endswith("/apps.py")}
    assert apps <= set(LAYERS)


OF_ANY_MACHINE = {"contactcenter.places", "contactcenter.problems"}
"""What the launcher shares with the kernel; both need the standard library alone."""


def test_the_launcher_stands_apart() -> None:
    """How the program runs on one machine is nothing to build on: the settings alone ask which database there is."""

    def packages(layer: str) -> set[tuple[str, str, str]]:
        return {(name, module, module.split(".")[0]) for name in files(".py", under=f"{layer}/") for _line, module in imported(name)}

    assert {module for _name, module, package in packages("launch") if package in LAYERS} == OF_ANY_MACHINE
    users = {name for layer in APPS for name, _module, package in packages(layer) if package == "launch"}
    assert users == {"contactcenter/settings.py"}


@pytest.mark.parametrize("module", ["utils", "helpers", "common", "manager", "managers", "services", "signals", "misc"])
def test_no_drawer_for_odds_and_ends(module: str) -> None:
    assert [name for name in files(".py") if Path(name).stem == module or module in Path(name).parts[:-1]] == []


LOADS = re.compile(r"\.objects\.(get|filter|all|exclude|first|in_bulk|get_or_create)\(")


@pytest.mark.parametrize("name", [name for name in files(".py") if "view" in Path(name).stem or "/views/" in name])
def test_views_load_rows_only_through_the_eyes_of_their_actor(name: str) -> None:
    for number, line in enumerate(text(name).splitlines(), 1):
        assert not LOADS.search(line), f"{name}:{number} loads rows without visible_to() or of()"


def test_the_same_holds_for_what_reads_records_for_pages() -> None:
    """console/pages.py and records.py load by number: each query on a record's table names who looks."""
    for name in ("console/pages.py", "console/records.py"):
        loads = re.findall(r"\b(?:Customer|Order|Return)\.objects\.(.*)", text(name))
        assert loads and all(load.startswith("visible_to(actor)") for load in loads), name


@pytest.mark.parametrize("name", [name for name in files(".py") if name.split("/")[0] in LAYERS and not name.startswith("interchange/")])
def test_a_status_is_written_by_move_alone(name: str) -> None:
    """Imports and the demo world write sets of what has happened elsewhere, not acts."""
    written = [f"{name}:{line}" for line in statuses_written(tree(name))]
    assert (written == []) == (name != "agents/states.py"), written


def statuses_written(module: ast.Module) -> Iterator[int]:
    """The lines where a status is assigned, or changed for a whole set. What an error or an answer keeps of itself is none."""
    for node in ast.walk(module):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        parts = [part for target in targets for part in (target.elts if isinstance(target, ast.Tuple | ast.List) else [target])]
        assigned = [part for part in parts if isinstance(part, ast.Attribute) and ast.unparse(part.value) != "self"]
        if any(part.attr == "status" for part in assigned) or (isinstance(node, ast.Call) and _changes_statuses(node)):
            yield node.lineno


def _changes_statuses(call: ast.Call) -> bool:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
    named = [one.value for one in ast.walk(call) if isinstance(one, ast.Constant)]
    return (called == "update" and any(one.arg == "status" for one in call.keywords)) or (called in {"setattr", "bulk_update"} and "status" in named)


@pytest.mark.parametrize(
    "line",
    [
        "a.status = 1",
        "a.b, a.status = 1, 2",
        "a.status += 1",
        "a.objects.filter(x=1).update(status=2)",
        "setattr(a, 'status', 1)",
        "a.bulk_update(b, ['status'])",
    ],
)
def test_each_way_to_write_a_status_is_seen(line: str) -> None:
    assert list(statuses_written(ast.parse(f"x = 1\n{line}"))) == [2]
    assert not list(statuses_written(ast.parse(line.replace("status", "state"))))


def test_nothing_is_marked_safe_unescaped() -> None:
    unsafe = re.compile(r"\|\s*safe\b|\bmark_safe\b|autoescape off|\|\s*safeseq\b")
    found = [name for name in [*TEMPLATES, *(name for name in files(".py") if name.split("/")[0] in LAYERS)] if unsafe.search(text(name))]
    assert found == []


INLINE = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "event attribute": re.compile(r"\s(on[a-z]+|hx-on[:\w-]*)\s*=", re.I),
    "script as value": re.compile(r"[\"']\s*(js|javascript):", re.I),
}


TAGS = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.S)


def forbidden(what: str, template: str) -> list[int]:
    """The lines where a template writes it. A condition such as `one == x` in a template tag is no attribute; a value in one may be a script."""
    seen = template if what == "script as value" else TAGS.sub(lambda tag: " " + "\n" * tag[0].count("\n"), template)
    return [seen.count("\n", 0, found.start()) + 1 for found in INLINE[what].finditer(seen)]


@pytest.mark.parametrize("what", INLINE)
def test_templates_hold_nothing_that_the_content_security_policy_forbids(what: str) -> None:
    assert [f"{name}:{line}" for name in TEMPLATES for line in forbidden(what, text(name))] == []


def test_what_is_forbidden_is_found_at_its_line_and_no_condition_is_taken_for_it() -> None:
    assert forbidden("event attribute", "{% if one\n == x %}\n<a {% if on %}b{% endif %} onclick='x'>{% if one = y %}") == [3]
    assert forbidden("inline style", "{% with style=x %}<p>\n<i style='color: red'>") == [2]
    assert forbidden("script as value", '{% url x as y %}\n{% include "_x.html" with href="javascript:x" %}') == [2]


VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "path", "wbr"}


def roots(name: str) -> list[str]:
    """The opening tags at the outermost level of a template."""
    depth, found = 0, []
    for closing, tag, rest in re.findall(r"<(/?)([a-zA-Z][\w-]*)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>", TAGS.sub(" ", text(name))):
        if closing:
            depth -= 1
            continue
        if depth == 0:
            found.append(f"{tag} {rest}")
        depth += 0 if tag.lower() in VOID or rest.endswith("/") else 1
    return found


def test_pages_extend_a_base_and_responses_are_made_of_fragments() -> None:
    ours = [name for name in TEMPLATES if "/email/" not in name and not name.startswith("templates/admin/")]
    pages = [name for name in ours if not Path(name).name.startswith("_") and ".htmx." not in name]
    bases = {"templates/base.html", "templates/plain.html"}
    assert [name for name in pages if name not in bases and not re.search(r"\{% extends ", text(name)[:400])] == []
    for name in TEMPLATES:
        if ".htmx." in name:
            assert "{% include" in text(name) and not re.search(r"\{% extends ", text(name)), name


FILLED_IN = {
    "carts/_suggestions.html", "console/_timeline.html", "console/_results.html", "console/_help.html", "account/_login_over.html",
    "account/_code_over.html", "carts/_changed.html", "carts/_all_carts.html", "carts/_part.html",
}  # fmt: skip
"""Fragments that fill a place which stays; all others that a view answers with replace themselves."""


def test_a_fragment_that_replaces_itself_has_one_root_with_an_id() -> None:
    answered = {found for name in files(".py") if "view" in name for found in re.findall(r'"([\w/]+/_\w+\.html)"', text(name))}
    for name in sorted(answered - FILLED_IN):
        if not name.startswith("components/"):
            (root,) = roots(f"templates/{name}")
            assert " id=" in root or root.startswith("hx-partial"), name


LIMITS = {"function": 50, "view": 20, "python file": 400, "fragment": 60, "page": 120, "test body": 40, "stylesheet": 300, "script": 300}


def sizes() -> Iterator[tuple[str, str, int]]:
    """Kind, place and lines of all that has a limit: files without blank lines, functions from `def` to their end."""
    kinds = {".css": "stylesheet", ".js": "script", ".py": "python file"}
    for name in tracked():
        path = Path(name)
        if path.suffix == ".py":
            for one in functions(name):
                kind = "test body" if one.name.startswith("test_") else "view" if "view" in path.stem or "views" in path.parts else "function"
                yield kind, f"{name}:{one.lineno} {one.name}", (one.end_lineno or one.lineno) - one.lineno + 1
        kind = ("fragment" if path.name.startswith("_") or ".htmx." in name else "page") if path.suffix == ".html" else kinds.get(path.suffix, "")
        if kind:
            yield kind, name, sum(bool(line.strip()) for line in text(name).splitlines())


@pytest.mark.parametrize("kind", LIMITS)
def test_nothing_is_too_large(kind: str) -> None:
    assert [(where, lines) for one, where, lines in sizes() if one == kind and lines > LIMITS[kind]] == []


def test_every_signature_has_its_types() -> None:
    bare = []
    for name in files(".py"):
        for one in functions(name):
            arguments = [*one.args.posonlyargs, *one.args.args, *one.args.kwonlyargs]
            own = 1 if arguments and arguments[0].arg in ("self", "cls") else 0
            if one.returns is None and not _says_why(name, one) or any(each.annotation is None for each in arguments[own:]):
                bare.append(f"{name}:{one.lineno} {one.name}")
    assert bare == []


def _says_why(name: str, one: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A return type that the query set's stubs cannot write is left out with a reason."""
    return "type: ignore[no-untyped-def]" in text(name).splitlines()[one.lineno - 1]


@pytest.mark.parametrize("name", NAMES)
def test_what_was_asked_for_stands_where_it_was_asked_for(name: str) -> None:
    assert (BASE_DIR / name).exists()


@pytest.mark.parametrize("package", PACKAGES)
def test_the_packages_that_were_asked_for_are_used(package: str) -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert package in {re.split(r"[\[<>=~! ]", one)[0].lower() for one in asked}
    module = {"django-environ": "environ", "pytest-django": "pytest", "factory-boy": "factory"}.get(package, package.replace("-", "_"))
    assert any(re.search(rf"\b{module}\b", text(name)) for name in files(".py"))


HOSTS = re.compile(r"(?<![\w.])(pypi|registry|files|npm|mirror|proxy|artifactory|nexus)[\w-]*\.[a-z0-9-]+(\.[a-z0-9-]+)*(/|:\d)", re.I)
PLACES = re.compile(r"(?<![\w.])/(home|root|Users|work)/\w")


def test_no_file_names_a_package_registry_or_a_place_of_one_machine() -> None:
    """What makes the tree work on one machine only: addresses of registries, folders of a person."""
    kept = [
        name for name in tracked() if not name.endswith((".png", ".jpg", ".svg", ".woff2", ".mo", ".gz")) and name != "tests/test_architecture.py"
    ]
    assert [name for name in kept if HOSTS.search(text(name)) or PLACES.search(text(name))] == []


def test_jobs_that_call_outside_are_patient() -> None:
    """A job that sends mail is tried again: none of them gives up at the first failure."""
    for name in files("jobs.py"):
        if "send_mail(" in text(name) or ".send()" in text(name):
            assert "retry=PATIENT" in text(name), name


CODE = re.compile(r"\b[FSCOPBRTAXUD][1-9]\d?\b")
COMMENT = re.compile(r"\{#.*?#\}")


def capabilities(name: str) -> set[str]:
    """The codes of capabilities in the docstrings of a module, or the comments of a template."""
    if name.endswith(".html"):
        said = COMMENT.findall(text(name))
    else:
        said = [one.value.value for one in ast.walk(tree(name)) if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)]
    return {code for one in said if isinstance(one, str) for code in CODE.findall(one)}


def test_every_code_of_a_capability_is_explained() -> None:
    explained = set(re.findall(r"^\| ([A-Z]\d+) \| \w.*\w.* \|$", text("docs/capabilities.md"), re.M))
    used = {code: name for name in [*files(".py"), *TEMPLATES] for code in capabilities(name)}
    assert {"F3", "S5", "C4"} <= used.keys()
    assert {code: name for code, name in used.items() if code not in explained} == {}

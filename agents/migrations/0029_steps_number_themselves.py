"""Steps take the ids that their table gives, as the trails do, and are of the time at which they are written.

What the system tells may be older: the demo, and the steps that were moved here from orders, are.
"""

from django.db import migrations

LOCK = """
CREATE TRIGGER step_own_id BEFORE INSERT ON agents_step FOR EACH ROW EXECUTE FUNCTION refuse_chosen_id();
CREATE TRIGGER step_stamped BEFORE INSERT ON agents_step FOR EACH ROW WHEN (NEW.actor_kind <> 'system' OR NEW.at > now())
  EXECUTE FUNCTION stamp_now();
"""
UNLOCK = """
DROP TRIGGER step_stamped ON agents_step;
DROP TRIGGER step_own_id ON agents_step;
"""


class Migration(migrations.Migration):
    dependencies = [("agents", "0028_ceilings_and_approvals"), ("orders", "0012_steps_of_all_nouns")]

    operations = [migrations.RunSQL(LOCK, UNLOCK)]

"""Settings: as little as a site can do with."""

import os
from pathlib import Path

FOLDER = Path(os.environ.get("CRM_FOLDER", Path(__file__).parents[1]))

SECRET_KEY = "for trying out only"  # noqa: S105  an example that nobody can reach
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
INSTALLED_APPS = ["crm"]
ROOT_URLCONF = "crm_site.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "crm.db"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True

# relationship_health's: scores over time, and what is usual.
SCORE_STORE = f"sqlite:///{FOLDER / 'scores.db'}"
BENCHMARK = FOLDER / "benchmark.json"

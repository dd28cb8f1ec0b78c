"""Runs the linters, all of them, and fails when one of them failed. ``--format`` rewrites templates instead."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PACKAGE = ROOT / "danvan"


def run(*command: str) -> bool:
    """Run one of the environment's commands, tell whether it was content, and print what it said only if not."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "danvan.settings"}
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(f"── {' '.join(command[:2])}\n{done.stdout}{done.stderr}\n")
    return done.returncode == 0


def templates() -> list[str]:
    """Return the templates: HTML and text."""
    return sorted(str(path.relative_to(ROOT)) for path in PACKAGE.glob("**/templates/**/*") if path.is_file())


def main() -> int:
    """Run every check, so that one reading shows all there is to mend."""
    djade = ("djade", "--target-version", "5.2")
    if "--format" in sys.argv:
        return 0 if not templates() or run(*djade, *templates()) or run(*djade, "--check", *templates()) else 1
    results = [
        run("ruff", "check", "--no-fix", "--quiet", "--output-format", "concise", "."),
        run("ruff", "format", "--check", "--output-format", "concise", "."),
        run("lint-imports", "--no-cache"),
        run("python", "tools/translations.py"),
    ]
    if templates():
        results += [run(*djade, "--check", *templates()), run("djlint", "--lint", "--quiet", "danvan")]
    if (PACKAGE / "settings.py").exists():
        results.append(run("django-admin", "makemigrations", "--check", "--dry-run"))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())

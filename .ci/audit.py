"""Asks pip-audit whether a locked library has a known weakness. Where its data cannot be reached, says so and goes on."""

import json
import subprocess
import sys
from pathlib import Path

AUDIT = (sys.executable, "-m", "pip_audit", "--disable-pip", "--progress-spinner", "off", "--format", "json")


def main(lock: str) -> int:
    try:
        done = subprocess.run(
            [*AUDIT, "--requirement", lock], capture_output=True, text=True, timeout=120, check=False
        )
        libraries = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        print(f"pip-audit could not reach its data: {lock} is not audited this time.")
        return 0
    weak = [(one, weakness) for one in libraries for weakness in one.get("vulns", ())]
    for one, weakness in weak:
        cure = ", ".join(weakness["fix_versions"]) or "none yet"
        print(f"{one['name']} {one['version']}: {weakness['id']} (mended in: {cure})")
    if not weak:
        print(f"{Path(lock).name}: {len(libraries)} libraries without a known weakness.")
    return int(bool(weak))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

#!/bin/sh
# Installs ipplans from this bundle, without a network: ./install.sh
#
# Beside earlier releases, which stay as they are and go on serving: ROOT/releases/<version>. ROOT/current points at the
# release that is used; the first installation sets it, an upgrade moves it when the servers are stopped.
# It touches neither the data nor the database; what to do next is said at the end (docs/operating.md).
#   ROOT    where the program goes (/opt/ipplans)
#   CONFIG  the file with the settings, which the commands read (/etc/ipplans/env)
#   PYTHON  the Python to use (python3)
set -eu
umask 022
HERE=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
ROOT=${ROOT:-/opt/ipplans}
CONFIG=${CONFIG:-/etc/ipplans/env}
PYTHON=${PYTHON:-python3}
VERSION=$(cat "$HERE/VERSION")
RELEASE=$ROOT/releases/$VERSION

fail() { echo "$1" >&2; exit 1; }

( cd "$HERE" && sha256sum --quiet --check SHA256SUMS ) || fail "The bundle is damaged: please copy it again."
"$PYTHON" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$(cat "$HERE/PYTHON")')" \
    || fail "This bundle is for Python $(cat "$HERE/PYTHON"); PYTHON=/path/to/it ./install.sh takes another one."
"$PYTHON" -c "import venv, ensurepip" 2>/dev/null || fail "Python lacks its venv module (Debian: python3-venv)."

use_first() {  # the release of a first installation is the one that is used
    if [ ! -e "$ROOT/current" ]; then ln -sfn "releases/$VERSION" "$ROOT/current"; fi
    echo "$ROOT/current points at $(readlink "$ROOT/current")."
}

if [ -e "$RELEASE/COMPLETE" ]; then
    grep -qF "< \"$CONFIG\"" "$RELEASE/manage" || fail "$RELEASE was installed for other settings than $CONFIG."
    echo "ipplans $VERSION is installed already in $RELEASE."
    use_first
    exit 0
fi
if [ -e "$RELEASE" ] && [ "$(readlink -f "$ROOT/current")" = "$(readlink -f "$RELEASE")" ]; then
    fail "$RELEASE is in use."
fi

# What is broken off leaves nothing behind; where the machine itself stopped, what lacks COMPLETE is made again.
trap 'rm -rf "$RELEASE"' EXIT
trap 'exit 1' HUP INT TERM
rm -rf "$RELEASE"
mkdir -p "$ROOT/releases"
cp -R "$HERE/program" "$RELEASE"
"$PYTHON" -m venv "$RELEASE/.venv"
"$RELEASE/.venv/bin/pip" install --quiet --no-index --find-links "$HERE/wheels" --require-hashes \
    --requirement "$RELEASE/requirements.lock"
( cd "$RELEASE" && .venv/bin/pybabel --quiet compile --directory locale --domain django )

# Two commands that know the settings: `manage` for everything, `serve` for the server. What the environment says comes
# before what the file says, so that a drill can name another folder.
for NAME in manage serve; do
    case $NAME in
        manage) RUN='.venv/bin/python manage.py "$@"' ;;
        serve) RUN='.venv/bin/gunicorn "$@"' ;;
    esac
    cat > "$RELEASE/$NAME" <<END
#!/bin/sh
set -eu
umask 077
[ -f "$CONFIG" ] && [ -r "$CONFIG" ] || { echo "The settings in $CONFIG cannot be read." >&2; exit 1; }
while IFS= read -r LINE || [ -n "\$LINE" ]; do
    case \$LINE in [A-Z]*=*) printenv "\${LINE%%=*}" > /dev/null || export "\$LINE" ;; esac
done < "$CONFIG"
cd "$RELEASE"
exec $RUN
END
    chmod 755 "$RELEASE/$NAME"
done
echo "$VERSION" > "$RELEASE/COMPLETE"
trap - EXIT HUP INT TERM
echo "ipplans $VERSION is in $RELEASE."
use_first
echo "Next, where it was just installed for the first time: $ROOT/current/manage prepare, as the user that runs it;"
echo "where another release is in use: what docs/operating.md says of upgrading."

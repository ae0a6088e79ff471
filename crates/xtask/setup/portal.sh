# shellcheck shell=bash
# How the portal is started on a developer's machine. Source common.sh first.

CLOUD_PORT=4566

target_folder() { printf '%s' "${CARGO_TARGET_DIR:-target}"; }

check_ports() {
  need_port "$PORT" "stop it, or choose another port with \`make run PORT=…\`"
  need_port "$CLOUD_PORT" "the sandbox cloud listens there; stop that program (another \`make run\`?) and try again"
}

# shellcheck disable=SC2034 # for the scripts that source this
portal_arguments=(
  sandbox --port "$PORT" --data data --cloud-program .tools/ministack --site "$(target_folder)/site"
)

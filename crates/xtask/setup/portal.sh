# shellcheck shell=bash
# How the portal is started on a developer's machine. Source common.sh first.

CLOUD_PORT=4566
GITHUB_PORT=4567

target_folder() { printf '%s' "${CARGO_TARGET_DIR:-target}"; }

# alive FILE: is the process whose id the file holds still there?
alive() {
  local pid
  read -r pid 2>/dev/null <"$1" && kill -0 "$pid" 2>/dev/null
}

check_ports() {
  need_port "$PORT" "stop it, or choose another port with \`make run PORT=…\`"
  need_port "$GITHUB_PORT" "the sandbox's GitHub listens there; stop that program (another \`make run\`?) and try again"
  # The cloud of a portal that crashed lives on for a while; the next portal takes it over.
  alive data/cloud/pid ||
    need_port "$CLOUD_PORT" "the sandbox cloud listens there; stop that program (another \`make run\`?) and try again"
}

# shellcheck disable=SC2034 # for the scripts that source this
portal_arguments=(sandbox --port "$PORT" --data data --cloud-program .tools/ministack)

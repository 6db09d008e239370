"""The list of commands, in the order in which a new user needs them. Each is imported when it is called."""

from __future__ import annotations

from importlib import import_module

import click

from archlint import __version__

COMMANDS = {
    "check": "check",
    "rules": "rules",
    "explain": "explain",
    "diff": "diff",
    "graph": "graph",
    "init": "init",
    "baseline": "baseline",
    "map": "map_",
    "plan": "plan",
}
"""Name of the command and module -> function in the module."""


class _Commands(click.Group):
    """Imports only the command that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"archlint.cli.{cmd_name}"), COMMANDS[cmd_name])
        return command


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""Start with `archlint init`, then `archlint check`. Each command has examples: `archlint check --help`.

\b
Shell completion, to add to the shell's start-up file:
  bash  eval "$(_ARCHLINT_COMPLETE=bash_source archlint)"
  zsh   eval "$(_ARCHLINT_COMPLETE=zsh_source archlint)"
  fish  _ARCHLINT_COMPLETE=fish_source archlint | source
""",
)
@click.version_option(__version__, prog_name="archlint")
def main() -> None:
    """Architecture rules you can read aloud, checked on the Go tree you have and on the tree you plan."""

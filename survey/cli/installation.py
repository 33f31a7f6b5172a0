"""Commands for whoever runs the program: demo, serve, upgrade, database role."""

from __future__ import annotations

import click

from survey.cli import ground


@click.command()
@click.option("--side", type=click.Choice(["both", "experts", "studio"]), default="both", help="Which half this process serves.")
@click.option("--host", default=None, help="Address to listen on; 127.0.0.1 if not given.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port; 8000 if not given.")
@click.option("--workers", type=click.IntRange(1, 256), default=8, show_default=True, help="Threads in each process.")
@click.option(
    "--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes; more than one needs PostgreSQL."
)
def serve(side: str, host: str | None, port: int | None, workers: int, processes: int) -> None:
    """Serve the experts' pages, the team's, or both."""
    from survey import serving

    said = ground.settings(**_given(host=host, port=port))
    serving.check_apart(said, side=side, processes=processes)
    click.echo(f"Saraptama ({side}) at http://{said.host}:{said.port}  Ctrl C ends it.")
    serving.serve(said, side=side, workers=workers, processes=processes)


def _given(**options: object) -> dict[str, object]:
    return {name: value for name, value in options.items() if value is not None}


@click.command()
def upgrade() -> None:
    """Make the database and the keys, or bring the database up to date."""
    from survey.database import make_engine
    from survey.keys import Keys
    from survey.migrations import HEAD
    from survey.migrations.upgrading import upgrade as bring_up

    said = ground.settings()
    Keys.create(said.keys)
    engine = make_engine(said.database_url)
    try:
        bring_up(engine)
    finally:
        engine.dispose()
    click.echo(f"The database is at {HEAD}. Keys are in {said.keys}: keep a copy of that folder apart from the backups.")


@click.command()
@click.option("--no-serve", is_flag=True, help="Build it, print the links, do not serve.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port; 8000 if not given.")
def demo(no_serve: bool, port: int | None) -> None:  # noqa: FBT001 - click hands it over so
    """Build the demo study and serve it on this machine."""
    from survey import serving
    from survey.demo.build import build
    from survey.installation import utc_now

    said = ground.settings(demo=True, **_given(port=port), **_demo_places())
    url = f"http://{said.host}:{said.port}"
    built = build(said, now=utc_now(), base_url=url)
    click.echo("The demo stands ready. All data are made up; nobody real answered any of this.\n\nSign in, once each:")
    widest = max(map(len, built.sign_in))
    for name, link in built.sign_in.items():
        click.echo(f"  {name:<{widest}}  {link}")
    click.echo("\nAnswer as an expert:")
    for letter in built.letters:
        click.echo(f"  {letter.number:<8} {letter.url}    or type {letter.code} at {url}/r")
    if no_serve:
        click.echo(f"\nServe it with: saraptama demo{f' --port {port}' if port else ''}")
        return
    serving.check(said, side="both")
    click.echo(f"\nServing at {url}  Ctrl C ends it.")
    serving.serve(said, side="both", workers=8)


def _demo_places() -> dict[str, object]:
    """The demo keeps to a folder of its own, unless the environment names places."""
    import os
    from pathlib import Path

    own: dict[str, object] = {}
    if not os.environ.get("DATABASE_URL"):
        own["database_url"] = "sqlite:///var/demo/saraptama.db"
    if not os.environ.get("SARAPTAMA_KEYS"):
        own["keys"] = Path("var/demo/keys")
    if not os.environ.get("SARAPTAMA_MAIL_URL"):
        own["mail_url"] = f"file://{Path('var/demo/mail').absolute()}"
    return own


@click.group()
def database() -> None:
    """For administrators of the database."""


@database.command()
@click.option("--name", default="saraptama_experts", show_default=True, help="The role's name.")
@click.option("--database", "place", default="saraptama", show_default=True, help="The database's name.")
def role(name: str, place: str) -> None:
    """Print the statements that make the experts' narrow role on PostgreSQL, for its administrator."""
    from survey.respond.roles import role_statements

    for word in (name, place):
        if not word.replace("_", "").isalnum():
            raise click.ClickException(f"{word}: use letters, digits and underscores only.")
    for statement in role_statements(role=name, database=place):
        click.echo(statement)

"""What hubs and archives of research take: valid for each, true of the files beside it, and from the descriptor alone."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from accounts import descriptor, package, schemas
from accounts.publish import hubs, release
from support.files import PACKAGE, SCHEMAS

HEAD = descriptor.load(PACKAGE)
#: The licences that Kaggle knows and that a package like this could have, by its list of 2026.
KAGGLE_LICENCES = {"CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "ODbL-1.0", "ODC-BY-1.0"}


@pytest.fixture(scope="module")
def dist(tiny, tmp_path_factory) -> Path:
    """The release of a tiny package."""
    folder, found = tmp_path_factory.mktemp("hubs"), package.load(tiny)
    for name, content in release.release(
        found, release.members(tiny, found.descriptor, release.refreshed(tiny, found.descriptor)), {}
    ).items():
        (folder / name).write_bytes(content)
    return folder


def top(card: bytes) -> dict:
    """The YAML at the top of a card."""
    return yaml.safe_load(re.match(r"---\n(.*?)\n---\n", card.decode(), re.DOTALL)[1])


def entities(crate: bytes) -> dict[str, dict]:
    return {entity["@id"]: entity for entity in json.loads(crate)["@graph"]}


# ---- all three


def test_each_takes_what_it_says_of_the_package_from_the_descriptor():
    head = {
        **HEAD,
        "title": "A title",
        "description": "What it is.",
        "version": "7.8.9",
        "created": "2031-02-03T00:00:00Z",
        "keywords": ["one"],
        "licenses": [{"name": "CC0-1.0", "title": "Zero", "path": "https://example.org/zero"}],
        "contributors": [{"title": "First Body"}, {"title": "Second Body"}],
        "id": "https://doi.org/10.5281/zenodo.123",
    }
    card, kaggle = hubs.card(head, {}, {}), json.loads(hubs.kaggle(head, {}))
    crate = entities(hubs.ro_crate(head, {}, {}))
    said = top(card)
    assert (said["pretty_name"], kaggle["title"], crate["./"]["name"]) == ("A title",) * 3
    assert (said["license"], kaggle["licenses"][0]["name"], crate["./"]["license"]) == (
        "cc0-1.0",
        "CC0-1.0",
        {"@id": "https://example.org/zero"},
    )
    assert (said["tags"], kaggle["keywords"], crate["./"]["keywords"]) == (["one"],) * 3
    cited = "First Body & Second Body (2031). A title (Version 7.8.9) [Data set]. https://doi.org/10.5281/zenodo.123"
    assert cited in card.decode()
    assert kaggle["description"] == f"What it is.\n\n{cited}"
    assert "\n\nWhat it is.\n\n" in card.decode()
    root = crate["./"]
    assert (root["description"], root["version"], root["datePublished"]) == ("What it is.", "7.8.9", "2031-02-03")
    assert root["identifier"] == "https://doi.org/10.5281/zenodo.123"
    assert [crate[person["@id"]]["name"] for person in root["author"]] == ["First Body", "Second Body"]
    assert "identifier" not in entities(hubs.ro_crate(HEAD, {}, {}))["./"]


# ---- Hugging Face


@pytest.fixture(scope="module")
def filled(dist) -> list[str]:
    """The tables that have rows."""
    found = [table for table in schemas.TABLES if (dist / f"{table}.csv").read_bytes().count(b"\n") > 1]
    assert "figures" in found
    assert "retired" not in found
    return found


def test_the_card_has_a_configuration_for_each_table_with_rows_and_opens_the_overview(dist, filled):
    configurations = top((dist / hubs.CARD).read_bytes())["configs"]
    assert sorted(each["config_name"] for each in configurations) == sorted(filled)
    assert [each["config_name"] for each in configurations if each.get("default")] == ["overview"]
    for each in configurations:
        assert [file["path"] for file in each["data_files"]] == [f"{each['config_name']}.parquet"]
        assert (dist / f"{each['config_name']}.parquet").is_file()


@pytest.mark.slow
def test_datasets_loads_every_table_by_the_card(dist, filled, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import datasets  # takes a second to import

    hub = tmp_path / "hub"
    shutil.copytree(dist, hub)
    (hub / hubs.CARD).rename(hub / "README.md")  # its name on the hub
    assert sorted(datasets.get_dataset_config_names(str(hub))) == sorted(filled)
    kinds = {"integer": "int64", "number": "float64", "boolean": "bool"}
    for table in filled:
        found = datasets.load_dataset(str(hub), table, split="train", cache_dir=str(tmp_path / "cache"))
        lines = (dist / f"{table}.csv").read_text(encoding="utf-8").splitlines()
        assert (found.num_rows, found.column_names) == (len(lines) - 1, lines[0].split(","))
        for field in SCHEMAS[table]["fields"] if table not in ("overview", "discrepancies") else []:  # theirs depend on the anchor
            kind = found.features[field["name"]].dtype
            assert kind == kinds[field["type"]] if field["type"] in kinds else kind.endswith("string"), (table, field["name"])
    whole = datasets.load_dataset(str(hub), split="train", cache_dir=str(tmp_path / "cache"))
    assert whole.column_names[0] == "source_id"
    assert whole.num_rows == 4


# ---- Kaggle


def test_kaggle_takes_names_licence_and_files(dist):
    """By the limits of its documentation and of the checks in its client."""
    record = json.loads((dist / hubs.KAGGLE).read_bytes())
    owner, slug = record["id"].split("/")
    assert owner == hubs.OWNER
    assert re.fullmatch(r"[a-z0-9-]{6,50}", slug)
    assert 6 <= len(record["title"]) <= 50
    assert [licence["name"] in KAGGLE_LICENCES for licence in record["licenses"]] == [True]
    paths = [resource["path"] for resource in record["resources"]]
    assert sorted(paths) == sorted(path.name for path in dist.iterdir() if path.suffix in (".csv", ".parquet"))
    for resource in record["resources"]:
        assert resource["description"]
        if resource["path"].endswith(".csv"):
            header = (dist / resource["path"]).read_text(encoding="utf-8").splitlines()[0].split(",")
            assert [field["name"] for field in resource["schema"]["fields"]] == header
            assert all(field["title"] for field in resource["schema"]["fields"])


def test_kaggle_takes_the_long_title_of_another_anchor():
    head = {
        **HEAD,
        "title": f"{HEAD['title']}, from {'a very long name ' * 5}",
        "name": f"{HEAD['name']}-from-a-source-with-a-very-l-ong-name",
    }
    record = json.loads(hubs.kaggle(head, {}))
    assert len(record["title"]) <= 50
    assert re.fullmatch(r"[a-z0-9-]{6,50}", record["id"].split("/")[1])


# ---- RO-Crate


def test_a_library_reads_the_crate_and_every_file_is_as_described(dist):
    from rocrate.rocrate import ROCrate

    crate = ROCrate(dist)
    assert crate.version == "1.2"
    assert crate.name == HEAD["title"]
    files = {file.id: file for file in crate.data_entities}
    assert files.keys() == {path.name for path in dist.iterdir()} - {hubs.CRATE, "SHA256SUMS"}
    for name, file in files.items():
        content = (dist / name).read_bytes()
        assert (file["contentSize"], file["sha256"]) == (str(len(content)), hashlib.sha256(content).hexdigest())
        assert file["encodingFormat"]
    assert files["figures.csv"]["description"] == SCHEMAS["figures"]["description"]
    assert crate.root_dataset["license"]["name"] == HEAD["licenses"][0]["title"]
    assert crate.root_dataset["isBasedOn"]["name"] == HEAD["sources"][0]["title"]


def test_the_crate_uses_the_vocabulary_of_the_standard_and_leads_nowhere_astray(dist):
    from rocrate import vocabs

    crate = entities((dist / hubs.CRATE).read_bytes())
    known = set(vocabs.RO_CRATE["@context"])
    assert "nothing" not in known
    used = {key for entity in crate.values() for key in entity if not key.startswith("@")} | {entity["@type"] for entity in crate.values()}
    assert used <= known
    lead = re.findall(r'\{\s*"@id": "([^"]+)"\s*\}', (dist / hubs.CRATE).read_text(encoding="utf-8"))
    assert set(lead) - crate.keys() == {"https://w3id.org/ro/crate/1.2"}

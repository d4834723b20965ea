"""docs/compat.md is what the code says."""

from compat.documentation import PAGE, main, page


def test_the_page_is_up_to_date(capsys):
    assert main(["--check"]) == 0
    assert capsys.readouterr().err == ""


def test_the_page_has_every_stand():
    text = page()
    assert "| `Model.register` | differs |" in text
    assert "| `Model.package` | refused | v2 makes no images on request." in text
    assert "| `Webservice.get_keys` | same |  |" in text
    assert "sign_in" not in text
    assert PAGE.name == "compat.md"

import pytest

from bot.core.locality import Leads, Locality
from bot.reports.agency import ReportError, agency_of


def commune(name, **values):
    return Locality(id="x", level="xa", name=name, province="tỉnh Lạng Sơn", **values)


def test_every_shipped_commune_reports_to_its_province(shipped):
    found = {name: agency_of(shipped.localities[name]) for name in ("nam-sach", "hoang-van-thu", "viet-hoa")}

    assert {name: (agency.committee, agency.addressee) for name, agency in found.items()} == {
        "nam-sach": ("Ủy ban nhân dân xã Nam Sách", "Sở Khoa học và Công nghệ thành phố Hải Phòng"),
        "hoang-van-thu": ("Ủy ban nhân dân xã Hoàng Văn Thụ", "Sở Khoa học và Công nghệ tỉnh Lạng Sơn"),
        "viet-hoa": ("Ủy ban nhân dân phường Việt Hoà", "Ủy ban nhân dân thành phố Hải Phòng"),
    }


def test_there_is_no_district_any_more(shipped):
    with pytest.raises(ReportError, match="cấp huyện không còn"):
        agency_of(shipped.localities["cam-giang"])


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("xã Nam Sách", "Nam Sách"),
        ("xã Hoàng Văn Thụ", "Xã Hoàng Văn Thụ"),
        ("phường 12", "Phường 12"),
        ("đặc khu Phú Quốc", "Phú Quốc"),
    ],
)
def test_a_place_named_after_a_person_or_a_number_keeps_its_kind(name, place):
    assert agency_of(commune(name)).place == place


def test_who_signed_the_plan_is_offered_and_not_claimed():
    deputy = agency_of(commune("xã A", leads=Leads(signed_by="Phó Chủ tịch Hứa Quỳnh Nga ký thay Chủ tịch")))
    unknown = agency_of(commune("xã A"))

    assert deputy.signature == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert deputy.signer == "⟦họ tên người ký; kế hoạch do Hứa Quỳnh Nga ký⟧"
    assert (unknown.signature, unknown.signer) == (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "⟦họ tên người ký⟧")


def test_without_a_locality_everything_about_it_is_a_blank():
    agency = agency_of(None)

    assert all(value.startswith("⟦") for value in (agency.name, agency.place, agency.addressee, agency.signer))

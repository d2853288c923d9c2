import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.personal_data import mask
from bot.core.text import clean


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("số định danh 030215000000 nhé", "số định danh [số căn cước] nhé"),
        ("cccd 030 215 000 000", "cccd [số căn cước]"),
        ("cmnd 123456789", "cmnd [số chứng minh nhân dân]"),
        ("gọi 0912 345 678", "gọi [số điện thoại]"),
        ("gọi +84912345678 nhé", "gọi [số điện thoại] nhé"),
        ("mail lan.nguyen@gmail.com", "mail [email]"),
        ("stk vcb 0011002233445", "stk vcb [số tài khoản]"),
        ("thẻ 4123 4567 8901 2345", "thẻ [số thẻ ngân hàng]"),
        ("xe 29A-123.45", "xe [biển số xe]"),
        ("xe 59-X1 234.56", "xe [biển số xe]"),
        ("thẻ GD4790123456789", "thẻ [mã thẻ bảo hiểm y tế]"),
        ("bhxh 0123456789", "bhxh [mã bảo hiểm xã hội]"),
        ("otp là 123456", "otp là [mã xác nhận]"),
        ("mã xác thực: 4455", "mã xác thực: [mã xác nhận]"),
        ("mật khẩu là hoa2024", "mật khẩu là [mật khẩu]"),
        ("tên tôi là Nguyễn Văn An ở thôn Hạ", "tên tôi là [họ tên] ở thôn Hạ"),
        ("toi ten la nguyen van a muon hoi", "toi ten la [họ tên] muon hoi"),
        ("hồ sơ H12.34-250101-0001", "hồ sơ [mã hồ sơ]"),
        ("sinh ngày 12/03/1980", "sinh ngày [ngày sinh]"),
    ],
)
def test_personal_data_is_replaced_by_its_kind(typed, stored):
    masked = mask(clean(typed))

    assert masked.text == stored
    assert masked.kinds


@pytest.mark.parametrize(
    "typed",
    [
        "gọi 113 hay 1900558818, 18001096",
        "được 500.000.000 đồng",
        "nghị quyết 57-NQ/TW ngày 22/12/2024",
        "nghị quyết 66.7/2025/NQ-CP",
        "năm 2025 2030 2045",
        "đổi mật khẩu là gì",
        "mã OTP là gì",
        "ghi sai tên thì sao",
        "con tôi sinh 2015",
        "quyết định 1169/QĐ-TTg",
    ],
)
def test_what_is_public_stays(typed):
    assert mask(clean(typed)).kinds == ()


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_card_number_survives_in_no_neighbourhood(before, after):
    assert "030215000000" not in mask(clean(f"{before} 030215000000 {after}")).text


def test_masking_the_longest_message_read_takes_no_time(benchmark_seconds):
    for text in ("1" * 1500, "a@" * 750, "tên tôi là " * 150, "0 " * 750, "1." * 750):
        assert benchmark_seconds(lambda text=text: mask(text)) < 0.3

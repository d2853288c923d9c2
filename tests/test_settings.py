import pytest

from bot.errors import SettingsError
from bot.settings import load_settings


def loaded(tmp_path, environ=None, env="", **given):
    (tmp_path / ".env").write_text(env, encoding="utf-8")
    return load_settings(environ or {}, env_file=tmp_path / ".env", **given)


def test_everything_has_a_default(tmp_path):
    settings = loaded(tmp_path)

    assert (settings.host, settings.port, settings.telegram_token.get_secret_value()) == ("127.0.0.1", 8080, "")


def test_the_command_line_wins_over_the_environment_which_wins_over_the_file(tmp_path):
    assert loaded(tmp_path, {"PORT": "2"}, "PORT=1", port=3).port == 3
    assert loaded(tmp_path, {"PORT": "2"}, "PORT=1").port == 2
    assert loaded(tmp_path, {}, "PORT=1").port == 1


def test_a_secret_may_be_in_a_file(tmp_path):
    (tmp_path / "token").write_text("123:abc\n", encoding="utf-8")

    assert loaded(tmp_path, {"TELEGRAM_TOKEN_FILE": str(tmp_path / "token")}).telegram_token.get_secret_value() == "123:abc"


@pytest.mark.parametrize(
    ("environ", "env", "said"),
    [
        ({"PORT": "tám"}, "", "PORT: phải là số nguyên"),
        ({"PORT": "99999"}, "", "PORT: phải là số nguyên đến 65535"),
        ({"TELEGRAM_TOKN": "x"}, "", "không có thiết lập TELEGRAM_TOKN (có phải TELEGRAM_TOKEN?)"),
        ({}, "PROT=1", "không có thiết lập PROT (có phải PORT?)"),
        ({"TELEGRAM_WEBHOOK_URL": "http://x"}, "", "https://"),
        ({"TELEGRAM_WEBHOOK_URL": "https://x"}, "", "TELEGRAM_SECRET"),
        ({"ZALO_BOT_WEBHOOK_URL": "https://x"}, "", "ZALO_BOT_SECRET"),
        ({"ZALO_BOT_POLL_FLOOR": "chậm"}, "", "ZALO_BOT_POLL_FLOOR: phải là một số"),
        ({"MESSENGER_TOKEN": "x", "MESSENGER_APP_SECRET": "y"}, "", "MESSENGER_VERIFY_TOKEN, MESSENGER_APP_ID"),
        ({"MESSENGER_BASE_URL": "graph.facebook.com"}, "", "MESSENGER_BASE_URL"),
        ({"TELEGRAM_TOKEN_FILE": "/khong/co"}, "", "không đọc được tệp"),
        ({"LOG_LEVEL": "ồn"}, "", "LOG_LEVEL"),
        ({"ZALO_SIGNATURE": "maybe"}, "", "ZALO_SIGNATURE: chỉ nhận enforce, warn"),
        ({"ZALO_BASE_URL": "openapi.zalo.me"}, "", "ZALO_BASE_URL: phải bắt đầu bằng https://"),
        ({"ZALO_VERIFIER": "a/b"}, "", "ZALO_VERIFIER: chỉ gồm"),
        ({"ZALO_TOKEN": "x"}, "", "không có thiết lập ZALO_TOKEN"),
        ({"VOICE": "có"}, "", "VOICE: chỉ nhận on, off"),
        ({"VOICE_SECOND": "5"}, "", "không có thiết lập VOICE_SECOND"),
    ],
)
def test_a_slip_is_one_clear_line(tmp_path, environ, env, said):
    with pytest.raises(SettingsError) as error:
        loaded(tmp_path, environ, env)

    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_other_programs_variables_are_none_of_our_business(tmp_path):
    assert loaded(tmp_path, {"PATH": "/bin", "LANG": "vi_VN"}).port == 8080


def test_a_secret_is_not_shown(tmp_path):
    assert "123:abc" not in repr(loaded(tmp_path, {"TELEGRAM_TOKEN": "123:abc"}))

"""The one row of the press desk, and the time limits that the law sets, as they are known."""

from datetime import date

from django.db import migrations

JULY_2026 = date(2026, 7, 1)
DECREE_244 = {
    "source_vi": "Nghị định 244/2026/NĐ-CP",
    "source_en": "Decree 244/2026/NĐ-CP",
    "valid_from": JULY_2026,
}
LIMITS = [
    {
        "duty_vi": "Thông tin ban đầu về sự việc, sự cố",
        "duty_en": "First information after an incident",
        "limit_vi": "24 giờ, tính từ khi cơ quan tiếp nhận, xử lý hoặc xác định được mức độ ảnh hưởng",
        "limit_en": "24 hours from when the agency receives and addresses it, or knows its impact",
        **DECREE_244,
    },
    {
        "duty_vi": "Thông tin định kỳ cho báo chí",
        "duty_en": "Regular information for the press",
        "limit_vi": "Hằng tháng; họp báo ít nhất mỗi quý một lần",
        "limit_en": "every month; a press conference at least once a quarter",
        **DECREE_244,
    },
    {
        "duty_vi": "Cung cấp thông tin theo yêu cầu của công dân",
        "duty_en": "Information that a citizen asks for",
        "limit_vi": "5 ngày làm việc với thông tin đơn giản; trường hợp khác: thông báo trong 3 ngày, "
        "trả lời trong 15 ngày làm việc, gia hạn một lần không quá 15 ngày",
        "limit_en": "5 working days if it is simple; else a notice in 3 and an answer in 15 working "
        "days, with one extension of at most 15",
        "source_vi": "Luật Tiếp cận thông tin 2016, Điều 31",
        "source_en": "Access to Information Law 2016, Article 31",
    },
    {
        "duty_vi": "Trả lời một người về dữ liệu cá nhân của chính họ",
        "duty_en": "Answer to a person about their own data",
        "limit_vi": "2 ngày làm việc",
        "limit_en": "2 working days",
        "source_vi": "Luật 91/2025/QH15, Nghị định 356/2025",
        "source_en": "Law 91/2025/QH15, Decree 356/2025",
    },
]


def add(apps, schema_editor):
    """Add the rows."""
    using = schema_editor.connection.alias
    apps.get_model("imprint", "PressDesk").objects.using(using).get_or_create(pk=1)
    limits = apps.get_model("imprint", "TimeLimit").objects.using(using)
    for place, row in enumerate(LIMITS, 1):
        limits.create(position=10 * place, **row)


def leave(apps, schema_editor):
    """Their tables go with the migration before this one."""


class Migration(migrations.Migration):
    dependencies = [("imprint", "0001_initial")]
    operations = [migrations.RunPython(add, leave)]

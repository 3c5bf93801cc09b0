"""Texts of an imagined province, written for these tests."""

import pytest

from bantin.trace.engine import Edition, Index

FLOOD = (
    "Đợt mưa lũ từ ngày 6/11 làm 21.300 hộ dân ở ba huyện ven sông Lam Giang bị ngập. "
    "Thiệt hại ban đầu ước tính 345 tỷ đồng, trong đó lúa và hoa màu chiếm hơn một nửa. "
    "Ông Trần Văn Hòa, Giám đốc Sở Nông nghiệp, yêu cầu các trạm bơm chạy hết công suất. "
    "Người dân cần gạo, nước sạch và thuốc men có thể gọi tổng đài 1022 bất cứ lúc nào."
)
BRIDGE = (
    "Cầu Thạch Bình đóng một chiều để thay khe co giãn từ ngày 15 tháng 3 đến hết tháng 4. "
    "Xe tải trên 8 tấn đi đường tránh qua thị trấn Mỹ Lộc, xe buýt giữ nguyên lộ trình cũ. "
    "Đơn vị thi công cam kết làm cả ban đêm và dọn sạch mặt đường trước sáu giờ mỗi sáng."
)
SCHOOL = (
    "Năm học mới bắt đầu ngày 5/9 với 412 trường và khoảng 186.000 học sinh toàn tỉnh. "
    "Học sinh lớp một vùng cao được phát sách giáo khoa, áo ấm và thẻ đi xe đưa đón miễn phí. "
    "Sở Giáo dục mở đường dây nóng nhận phản ánh về các khoản thu ngoài quy định."
)
OTHER = (
    "Đội bóng chuyền nữ Hải Vân thắng ba trận liền và vào bán kết giải mùa xuân năm nay. "
    "Huấn luyện viên nói rằng các em còn trẻ, phải giữ sức và học cách chờ đợi cơ hội."
)


@pytest.fixture
def editions() -> list[Edition]:
    return [
        Edition("flood", FLOOD, "Khẩn trương giúp dân vùng lũ"),
        Edition("bridge", BRIDGE),
        Edition("school", SCHOOL),
    ]


@pytest.fixture
def index(editions: list[Edition]) -> Index:
    return Index(editions)

"""What every key is for, in an officer's words: shown by editors while typing (json_schema.py) and in the Excel sheet."""

from typing import NamedTuple


class Help(NamedTuple):
    """A key explained."""

    title: str
    what: str
    example: str = ""

    def __str__(self) -> str:
        return f"{self.what} Ví dụ: {self.example}" if self.example else self.what


_DAY = "viết 2026-12-31 hoặc 31/12/2026."

KEYS: dict[str, dict[str, Help]] = {
    "Entry": {
        "id": Help(
            "Mã câu",
            "Tên riêng của câu: chữ thường không dấu, nối bằng gạch ngang, không trùng câu nào khác. Đặt rồi thì đừng đổi.",
            "ho-tich-khai-sinh",
        ),
        "title": Help("Tên ngắn", "Tên hiện trên nút bấm và mục lục, dưới 60 chữ.", "Đăng ký khai sinh cho con"),
        "audience": Help(
            "Người hỏi",
            "Câu này dành cho ai: nguoi-dan, doanh-nghiep, can-bo, to-cong-nghe-so. Bỏ trống là người dân.",
            "[nguoi-dan]",
        ),
        "questions": Help(
            "Các cách hỏi",
            "Bà con hỏi câu này thế nào, mỗi dòng một cách. Càng nhiều, càng khác nhau càng tốt: không dấu, viết tắt, "
            "tiếng địa phương, kể hoàn cảnh.",
            "be moi sinh lam giay khai sinh o dau",
        ),
        "answer": Help(
            "Câu trả lời",
            "Câu đầu tiên phải là điều bà con cần biết. Khoảng 600 chữ cái là vừa đọc trên điện thoại. Địa chỉ, số điện thoại "
            "của xã thì để chỗ điền {office}, {hotline}…, đừng viết thẳng vào đây.",
        ),
        "steps": Help(
            "Các bước",
            "Nhiều nhất 7 bước, mỗi dòng một bước; trợ lý tự đánh số.",
            "Mang giấy chứng sinh và căn cước đến {office}.",
        ),
        "if_stuck": Help("Vướng thì hỏi đâu", "Câu cuối: không làm được thì hỏi ai, ở đâu.", "Vướng gì bà con hỏi {office}."),
        "sources": Help(
            "Nguồn",
            "Văn bản hoặc trang chính thức làm căn cứ; văn bản của nhà nước đứng đầu.",
            "{title: Luật Hộ tịch 2014, document: 60/2014/QH13}",
        ),
        "checked": Help(
            "Ngày kiểm tra",
            f"Ngày cán bộ đối chiếu câu trả lời với nguồn lần gần nhất; {_DAY} Bà con thấy ngày này.",
            "2026-11-21",
        ),
        "recheck": Help(
            "Hạn kiểm tra lại",
            f"Quá ngày này mà chưa kiểm tra lại thì trợ lý nhắc bà con hỏi thêm cho chắc; {_DAY}",
            "2027-03-01",
        ),
        "in_force": Help(
            "Hiệu lực",
            "Câu trả lời chỉ đúng trong khoảng ngày này. Ngoài khoảng ấy trợ lý không trả lời như chắc chắn nữa.",
            "{from: 2026-07-01, until: 2026-12-31}",
        ),
        "urgent": Help("Khẩn", "true nếu là chuyện khẩn cấp, phải hiện to và nói ngay việc cần làm. Bỏ trống là không khẩn."),
        "related": Help("Câu liên quan", "Mã (id) những câu bà con hay cần tiếp; ba câu đầu được hiện.", "[ho-tich-ket-hon]"),
        "follow_ups": Help(
            "Hỏi tiếp",
            'Bà con hỏi thêm rất ngắn ("bao nhiêu tiền?") thì đáp gì. Tên mục: le-phi, thoi-gian, o-dau, giay-to, dieu-kien, '
            "truc-tuyen, lam-thay, qua-han, bi-mat, cach-lam, hoặc một cụm từ. Nội dung: lời đáp, hoặc mã (id) của câu khác.",
            "le-phi: Đúng hạn thì miễn lệ phí.",
        ),
        "keywords": Help("Từ khoá", "Vài từ khoá thêm, nếu các cách hỏi chưa có.", "giấy chứng sinh"),
        "locality": Help("Địa phương", "Câu chỉ nói về một địa phương: mã trong thư mục dia-phuong/.", "nam-sach"),
    },
    "Source": {
        "title": Help("Tên nguồn", "Tên văn bản hoặc tên trang, như muốn bà con đọc thấy.", "Luật Hộ tịch 2014"),
        "document": Help("Số văn bản", "Số, ký hiệu của văn bản.", "60/2014/QH13"),
        "date": Help("Ngày văn bản", f"Ngày ban hành; {_DAY}", "2014-11-20"),
        "url": Help("Đường dẫn", "Địa chỉ trang để mở ra xem.", "https://vanban.chinhphu.vn/…"),
    },
    "InForce": {
        "from": Help("Có hiệu lực từ", f"Ngày bắt đầu đúng, kể cả ngày ấy; bỏ trống là đã đúng từ trước; {_DAY}", "2026-07-01"),
        "until": Help("Hết hiệu lực sau", f"Ngày cuối cùng còn đúng; bỏ trống là chưa biết ngày hết; {_DAY}", "2026-12-31"),
    },
    "TopicInfo": {
        "id": Help("Tên tệp", "Tên tệp của chủ đề, không có đuôi .yaml.", "ho-tich"),
        "title": Help("Tên chủ đề", "Tên bà con thấy khi gõ /chude.", "Hộ tịch, chứng thực"),
        "intro": Help("Lời giới thiệu", "Một câu cho biết chủ đề có những gì.", "Khai sinh, kết hôn, khai tử, trích lục."),
    },
    "Matter": {
        "title": Help("Tên việc", "Việc bà con hỏi mà kho chưa trả lời; trợ lý gọi tên việc này khi từ chối.", "Xin visa đi Mỹ"),
        "questions": Help("Các cách hỏi", "Bà con hỏi việc này thế nào, mỗi dòng một cách."),
        "named": Help("Có gọi tên không", "false thì trợ lý từ chối mà không nhắc lại tên việc (chuyện phiếm, lời thô tục)."),
    },
    "Words": {
        "abbreviations": Help(
            "Chữ viết tắt", "Chữ tắt, tiếng địa phương: nghĩa đầy đủ. Chỉ ghi chữ có MỘT nghĩa.", "ks: khai sinh"
        ),
        "fillers": Help("Lời đưa đẩy", "Chữ lịch sự, không nói lên bà con hỏi gì.", "cho hỏi"),
        "synonyms": Help("Từ cùng nghĩa", "Mỗi dòng một nhóm; từ đầu đại diện cho cả nhóm.", "[điện thoại, máy điện thoại]"),
        "follow_ups": Help("Các kiểu hỏi tiếp", "Tên kiểu, rồi bà con hỏi thế nào."),
        "corrections": Help("Lời nói lại", "Bà con bảo mình muốn hỏi việc khác.", "không phải, ý tôi là"),
        "continuations": Help("Lời nói tiếp", "Bà con nói tiếp câu trước.", "thế còn"),
        "joints": Help("Chữ nối", "Chữ nối hai câu hỏi trong một tin.", "với lại"),
    },
    "FollowUp": {
        "title": Help("Tên gọi", "Trợ lý gọi kiểu hỏi này là gì.", "lệ phí"),
        "asked": Help("Cách hỏi", "Bà con hỏi thế nào, không kèm tên việc.", "mất bao nhiêu tiền"),
        "answered": Help("Dấu hiệu đã trả lời", "Những chữ cho thấy câu trả lời đã nói tới điều này.", "lệ phí"),
    },
    "Phrases": {
        "says": Help("Lời của trợ lý", "Sửa lời được, giữ nguyên tên mục ở đầu dòng và những chỗ điền trong ngoặc { }."),
        "small_talk": Help("Chuyện trò", "Chào hỏi, cảm ơn, chê trách: bà con nói gì, trợ lý đáp gì."),
        "commands": Help("Gọi lệnh bằng lời", "Bà con gõ chữ gì thì coi như gõ lệnh.", "topics: [menu, các chủ đề]"),
    },
    "SmallTalk": {
        "questions": Help("Bà con nói", "Các cách bà con nói, mỗi dòng một cách.", "chào bạn"),
        "answer": Help("Trợ lý đáp", "Lời đáp; dùng được các chỗ điền như {name}."),
    },
    "Locality": {
        "id": Help("Mã địa phương", "Trùng tên tệp, không có đuôi .yaml.", "nam-sach"),
        "level": Help("Cấp", "tinh, xa (cả phường, đặc khu), hoặc huyen nếu là nơi đã bỏ; bỏ trống là chưa rõ.", "xa"),
        "name": Help("Tên", "Tên có cả chữ xã, phường, tỉnh, như nói trong câu.", "xã Nam Sách"),
        "not_this": Help("Không phải nơi này", "Cụm từ có tên này nhưng nói về chuyện khác.", "[đường Hoàng Văn Thụ]"),
        "parent": Help(
            "Thuộc tỉnh", "Mã (id) của tỉnh, thành phố bao quanh: câu riêng của nơi ấy dùng cho cả xã này.", "hai-phong"
        ),
        "names": Help("Tên gọi khác", "Tên cũ, tên thường gọi; câu hỏi nhắc tên nào trong đây là hỏi về nơi này.", "[Nam Sách]"),
        "province": Help("Tỉnh, thành phố", "Tỉnh hoặc thành phố trực thuộc trung ương.", "thành phố Hải Phòng"),
        "hotline": Help("Số điện thoại", "Số bà con gọi hỏi. Chưa có thì để trống, đừng ghi số chưa chắc."),
        "hours": Help("Giờ làm việc", "Giờ tiếp dân.", "sáng 7h30–11h30, chiều 13h30–17h, thứ Hai đến thứ Sáu"),
        "portal": Help("Trang thông tin", "Địa chỉ trang thông tin điện tử."),
        "zalo_oa": Help("Zalo", "Đường dẫn Zalo chính thức."),
        "fanpage": Help("Facebook", "Đường dẫn trang Facebook chính thức."),
        "office": Help("Trung tâm Phục vụ hành chính công", "Nơi bà con nộp giấy tờ."),
        "police": Help("Công an", "Công an xã, phường."),
        "health": Help("Trạm y tế", "Trạm y tế xã, phường."),
        "team": Help("Tổ công nghệ số cộng đồng", "Ai giúp bà con cài đặt, nộp hồ sơ."),
        "plan": Help("Kế hoạch", "Văn bản của địa phương để thực hiện Nghị quyết 57."),
        "leads": Help("Ai phụ trách", "Người, cơ quan phụ trách chuyển đổi số."),
        "forms": Help("Hình thức tuyên truyền", "Mỗi dòng một hình thức.", "loa truyền thanh"),
        "targets": Help("Chỉ tiêu", "Mỗi mốc thời gian một nhóm chỉ tiêu, chép đúng văn bản."),
        "reports": Help("Báo cáo", "Báo cáo nào, hạn nào, gửi ai."),
        "hamlets": Help(
            "Thôn, tổ dân phố",
            "Các thôn, xóm, bản, ấp, khu, tổ dân phố của xã, mỗi dòng một tên đủ cả chữ thôn, tổ… Bà con báo mình ở đâu thì "
            "trợ lý đối chiếu với đây; tổ trưởng chỉ xem câu hỏi của thôn mình.",
            "[thôn Đông Khê, tổ dân phố số 3]",
        ),
        "abolished": Help("Đã bỏ", "Chỉ điền khi nơi này không còn: từ ngày nào, nay là đâu."),
        "note": Help("Ghi chú", "Cho cán bộ đọc, bà con không thấy."),
    },
    "Place": {
        "name": Help("Tên", "Tên nơi ấy, như nói trong câu.", "Trung tâm Phục vụ hành chính công xã Nam Sách"),
        "address": Help("Địa chỉ", "Số nhà, đường, thôn."),
        "hours": Help("Giờ mở cửa", "Chỉ ghi khi khác giờ làm việc chung."),
        "phone": Help("Điện thoại", "Số điện thoại của riêng nơi ấy."),
    },
    "Plan": {
        "title": Help("Tên văn bản", "Tên kế hoạch.", "Kế hoạch tuyên truyền Nghị quyết 57-NQ/TW"),
        "number": Help("Số", "Số, ký hiệu; văn bản không ghi số thì để trống.", "25/KH-UBND"),
        "date": Help("Ngày", f"Ngày ban hành; {_DAY}", "2026-03-15"),
        "issued": Help("Tháng ban hành", "Khi chỉ biết tháng.", "tháng 3/2026"),
        "carries_out": Help("Thực hiện văn bản nào", "Những văn bản cấp trên được nêu.", "[Nghị quyết 57-NQ/TW]"),
    },
    "Leads": {
        "head": Help("Trưởng ban chỉ đạo", "Chức danh, tên như văn bản ghi."),
        "standing": Help("Cơ quan thường trực", "Nơi lo việc hằng ngày.", "Phòng Văn hóa - Xã hội"),
        "supporting": Help("Cơ quan phối hợp", "Mỗi dòng một nơi."),
        "signed_by": Help("Người ký", "Người ký văn bản."),
    },
    "Target": {
        "when": Help("Khi nào", "Năm hoặc khoảng năm.", "2026"),
        "goals": Help("Chỉ tiêu", "Mỗi dòng một chỉ tiêu, chép đúng văn bản."),
    },
    "Report": {
        "due": Help("Hạn", "Khi nào phải gửi.", "trước ngày 15 tháng cuối quý"),
        "sender": Help("Ai gửi", "Nơi làm báo cáo."),
        "receiver": Help("Gửi ai", "Nơi nhận báo cáo."),
    },
    "Hamlet": {
        "name": Help("Tên", "Tên có cả chữ thôn, tổ, khu, bản…, như nói trong câu.", "thôn Đông Khê"),
        "names": Help(
            "Tên gọi khác",
            "Tên bà con quen gọi, và tên cũ khi thôn đổi tên: nhờ đó mã QR đã in vẫn dùng được.",
            "[làng Khê]",
        ),
    },
    "Abolished": {
        "since": Help("Từ ngày", f"Ngày không còn nữa; {_DAY}", "2025-07-01"),
        "became": Help("Nay là", "Những xã, phường đang ở trên đất ấy, ghi cả chữ xã, phường.", "[xã Cẩm Giàng]"),
        "source": Help("Nguồn", "Văn bản nào quy định.", "Nghị quyết 1669/NQ-UBTVQH15"),
    },
    "Renames": {
        "since": Help("Từ ngày", f"Ngày chung cho cả bảng; {_DAY}", "2025-07-01"),
        "checked": Help("Ngày kiểm tra", f"Ngày cán bộ đối chiếu bảng này; {_DAY}", "2026-11-21"),
        "sources": Help("Nguồn", "Mã ngắn của nguồn, rồi tên văn bản."),
        "places": Help("Địa phương cũ", "Tỉnh, huyện, xã không còn nữa và nay là đâu."),
        "offices": Help("Cơ quan cũ", "Cơ quan không còn nữa và nay ai làm việc ấy."),
    },
    "OldPlace": {
        "old": Help("Tên cũ", "Ghi cả chữ tỉnh, huyện, xã.", "huyện Cẩm Giàng"),
        "names": Help("Bà con gọi là", "Khi bà con gọi khác tên trên.", "[Cẩm Giàng]"),
        "province": Help("Tỉnh cũ", "Tỉnh khi ấy.", "tỉnh Hải Dương"),
        "became": Help("Nay là", "Những nơi đang ở trên đất ấy.", "[xã Cẩm Giàng, xã Mao Điền]"),
        "now_in": Help("Nay thuộc", "Tỉnh, thành phố bây giờ.", "thành phố Hải Phòng"),
        "locality": Help("Tệp địa phương", "Mã trong dia-phuong/ nói về nơi ấy.", "cam-giang"),
        "since": Help("Từ ngày", f"Khi khác ngày chung; {_DAY}", "2025-07-01"),
        "source": Help("Nguồn", "Mã của nguồn trong mục sources."),
    },
    "OldOffice": {
        "old": Help("Tên cũ", "Cơ quan không còn nữa, như nói trong câu.", "cấp huyện"),
        "names": Help("Bà con gọi là", "Mỗi dòng một tên.", "[công an huyện]"),
        "now": Help("Nay ai làm", "Phần cuối của một câu; dùng được chỗ điền.", "{police} hoặc Công an tỉnh"),
        "since": Help("Từ ngày", f"Khi khác ngày chung; {_DAY}", "2025-03-01"),
        "source": Help("Nguồn", "Mã của nguồn trong mục sources."),
    },
}

"""The roles that a column of a register can have, with the words that stand above such columns."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a column holds."""

    NO = "no", _("Số thứ tự")
    CODE = "code", _("Mã số")
    NAME = "name", _("Tên mô hình, điển hình")
    NAME_COLLECTIVE = "name_collective", _("Tên mô hình của tập thể")
    NAME_INDIVIDUAL = "name_individual", _("Tên mô hình của cá nhân")
    NAME_ECONOMY = "name_economy", _("Tên mô hình: kinh tế")
    NAME_CULTURE = "name_culture_society", _("Tên mô hình: văn hóa - xã hội")
    NAME_DEFENCE = "name_defence_security", _("Tên mô hình: quốc phòng - an ninh")
    NAME_POLITICAL = "name_political_system", _("Tên mô hình: hệ thống chính trị")
    KIND = "kind", _("Mô hình/Điển hình")
    KIND_MODEL = "kind_model", _("Đánh dấu: mô hình")
    KIND_EXEMPLAR = "kind_exemplar", _("Đánh dấu: điển hình")
    OWNER = "owner", _("Đơn vị/cá nhân thực hiện")
    OWNER_COLLECTIVE = "owner_collective", _("Chủ thể là tập thể")
    OWNER_INDIVIDUAL = "owner_individual", _("Chủ thể là cá nhân")
    OWNER_KIND = "owner_kind", _("Tập thể/Cá nhân")
    PLACE = "place", _("Địa bàn")
    VILLAGE = "village", _("Thôn, tổ dân phố")
    COMMUNE = "commune", _("Xã, phường, thị trấn")
    DISTRICT = "district", _("Huyện, thành phố")
    PROVINCE = "province", _("Tỉnh")
    FIELD = "field", _("Lĩnh vực")
    FIELD_ECONOMY = "field_economy", _("Đánh dấu: kinh tế")
    FIELD_CULTURE = "field_culture_society", _("Đánh dấu: văn hóa - xã hội")
    FIELD_DEFENCE = "field_defence_security", _("Đánh dấu: quốc phòng - an ninh")
    FIELD_POLITICAL = "field_political_system", _("Đánh dấu: hệ thống chính trị")
    SUB_FIELD = "sub_field", _("Phân nhóm lĩnh vực")
    PLACE_PEOPLE = "place_people", _("Địa bàn, đối tượng")
    PEOPLE = "people", _("Đối tượng hưởng lợi")
    YEAR = "year", _("Năm")
    REGISTERED_ON = "registered_on", _("Ngày đăng ký")
    RENEWAL = "renewal", _("Mới/Duy trì")
    RENEWAL_NEW = "renewal_new", _("Đánh dấu: đăng ký mới")
    RENEWAL_MAINTAINED = "renewal_maintained", _("Đánh dấu: duy trì")
    STATUS = "status", _("Trạng thái")
    PROBLEM = "problem", _("Thực trạng, lý do")
    GOAL = "goal", _("Mục tiêu, chỉ tiêu")
    METHOD = "method", _("Nội dung, cách làm")
    RESULT = "result", _("Kết quả")
    OUTPUTS = "outputs", _("Sản phẩm, kết quả đầu ra")
    SUSTAIN = "sustain", _("Khả năng duy trì, nhân rộng")
    FORCES = "forces", _("Lực lượng thực hiện (chủ trì, phối hợp, tham gia)")
    MEANS_TIME = "means_time", _("Nguồn lực và thời gian")
    DURATION = "duration", _("Thời gian thực hiện")
    CONTACT = "contact", _("Người phụ trách (chức vụ)")
    PARTICIPANTS = "participants", _("Đơn vị phối hợp")
    RESOURCES = "resources", _("Nguồn lực, kinh phí")
    LEVEL = "level", _("Cấp công nhận")
    LEVEL_BASE = "level_base", _("Đánh dấu: cấp cơ sở công nhận")
    LEVEL_DISTRICT = "level_district", _("Đánh dấu: cấp huyện công nhận")
    LEVEL_PROVINCE = "level_province", _("Đánh dấu: cấp tỉnh công nhận")
    LEVEL_CENTRE = "level_centre", _("Đánh dấu: cấp Trung ương công nhận")
    DECISION = "decision", _("Số, ngày quyết định công nhận")
    DECISION_NUMBER = "decision_number", _("Số quyết định công nhận")
    DECISION_DATE = "decision_date", _("Ngày quyết định công nhận")
    OUTSTANDING = "outstanding", _("Tiêu biểu")
    NOTE = "note", _("Ghi chú")
    SOURCE = "source", _("Nguồn")
    ILLUSTRATION = "illustration", _("Dữ liệu minh hoạ")
    DERIVED = "derived", _("Do Danvan tự tính, không đọc lại")
    REASON = "reason", _("Lý do trả lại")
    PERSONAL = "personal", _("Dữ liệu cá nhân, không lưu")
    UNUSED = "", _("Không dùng")


# Columns that tick a value, or hold the text named last: a name, an owner, a decision.
TICKS: dict[Role, tuple[str, str, str]] = {
    Role.NAME_COLLECTIVE: ("owner_kind", "collective", "name"),
    Role.NAME_INDIVIDUAL: ("owner_kind", "individual", "name"),
    Role.NAME_ECONOMY: ("field", "economy", "name"),
    Role.NAME_CULTURE: ("field", "culture_society", "name"),
    Role.NAME_DEFENCE: ("field", "defence_security", "name"),
    Role.NAME_POLITICAL: ("field", "political_system", "name"),
    Role.KIND_MODEL: ("kind", "model", "name"),
    Role.KIND_EXEMPLAR: ("kind", "exemplar", "name"),
    Role.OWNER_COLLECTIVE: ("owner_kind", "collective", "owner"),
    Role.OWNER_INDIVIDUAL: ("owner_kind", "individual", "owner"),
    Role.FIELD_ECONOMY: ("field", "economy", "sub_field"),
    Role.FIELD_CULTURE: ("field", "culture_society", "sub_field"),
    Role.FIELD_DEFENCE: ("field", "defence_security", "sub_field"),
    Role.FIELD_POLITICAL: ("field", "political_system", "sub_field"),
    Role.RENEWAL_NEW: ("renewal", "new", ""),
    Role.RENEWAL_MAINTAINED: ("renewal", "maintained", ""),
    Role.LEVEL_BASE: ("level", "base", "decision"),
    Role.LEVEL_DISTRICT: ("level", "district", "decision"),
    Role.LEVEL_PROVINCE: ("level", "province", "decision"),
    Role.LEVEL_CENTRE: ("level", "centre", "decision"),
}
# Columns of one field each that hold names: a row may name several models.
NAMED_BY_FIELD = (Role.NAME_ECONOMY, Role.NAME_CULTURE, Role.NAME_DEFENCE, Role.NAME_POLITICAL)
NAMING = frozenset({
    Role.NAME, Role.NAME_COLLECTIVE, Role.NAME_INDIVIDUAL, Role.KIND_MODEL, Role.KIND_EXEMPLAR, *NAMED_BY_FIELD,
})  # fmt: skip
REPEATABLE = frozenset({Role.UNUSED, Role.PERSONAL, Role.DERIVED, Role.REASON})
PLACES = (Role.VILLAGE, Role.COMMUNE, Role.DISTRICT, Role.PROVINCE)
NEVER_READ = frozenset({Role.UNUSED, Role.NO, Role.CODE, Role.DERIVED, Role.REASON, Role.PERSONAL})

# Folded words above a column; a "~" in front: only where nothing says it better; a "=": nearly as good as any.
LEXICON: dict[Role, str] = {
    Role.NO: "tt|stt|so tt|so thu tu|s tt|thu tu|no|stt mo hinh|st t|so",
    Role.CODE: "ma so|ma mo hinh|ma|ma dang ky|ma ho so|ky hieu mo hinh",
    Role.NAME: """ten mo hinh|ten mo hinh dien hinh|=mo hinh dien hinh|ten dien hinh|~mo hinh|~ten|ten mo hinh dan van kheo|~dien hinh
        ten mo hinh dien hinh dan van kheo|ten mo hinh dang ky|mo hinh dan van kheo|ten goi mo hinh|ten mo hinh hoac dien hinh
        ten goi|ten cac mo hinh|danh muc mo hinh|=noi dung dang ky|~noi dung mo hinh|ten va noi dung mo hinh|ten cong trinh
        ten mo hinh noi dung|~ten phan viec|mo hinh dang ky|ten mo hinh cach lam|mo hinh cach lam|~ten viec lam|~noi dung
        ten viec lam dan van kheo|viec lam dan van kheo|ten loai mo hinh|ten mo hinh dang thuc hien|mo hinh dang thuc hien|ten mo hinh dang hoat dong
        ten mo hinh giai phap|~ten sang kien|cong trinh dan van kheo|phan viec dan van kheo|~ten cong viec|~ten noi dung|ten tap the ca nhan dien hinh va mo hinh
        ten mo hinh cong trinh phan viec|~cong trinh phan viec|ten mo hinh dien hinh tien tien|ten mo hinh va dien hinh""",
    Role.NAME_ECONOMY: "ten mo hinh kinh te|ten mo hinh linh vuc kinh te", Role.NAME_CULTURE: "ten mo hinh van hoa xa hoi|ten mo hinh linh vuc van hoa xa hoi",
    Role.NAME_DEFENCE: "ten mo hinh quoc phong an ninh|ten mo hinh linh vuc quoc phong an ninh",
    Role.NAME_POLITICAL: "ten mo hinh he thong chinh tri|ten mo hinh linh vuc he thong chinh tri|ten mo hinh xay dung he thong chinh tri",
    Role.KIND: "~mo hinh dien hinh|mo hinh hay dien hinh|loai mo hinh dien hinh|loai|phan loai|loai mo hinh|mo hinh hoac dien hinh|mh dh",
    Role.NAME_COLLECTIVE: "ten mo hinh cua tap the|mo hinh cua tap the",
    Role.NAME_INDIVIDUAL: "ten mo hinh cua ca nhan|mo hinh cua ca nhan",
    Role.KIND_MODEL: "~mo hinh|mh|danh dau mo hinh", Role.KIND_EXEMPLAR: "~dien hinh|dh|danh dau dien hinh",
    Role.OWNER: """don vi ca nhan|nguoi thuc hien|dvth|dvdk|don vi dia phuong|dia phuong don vi|co quan don vi dia phuong|don vi|don vi thuc hien|chu the|chu the thuc hien|don vi dang ky|co quan don vi|don vi ca nhan thuc hien
        don vi chu tri|ten don vi|tap the ca nhan thuc hien|ten tap the ca nhan|don vi ca nhan dang ky|co quan chu tri|chu tri
        to chuc ca nhan|co quan don vi thuc hien|don vi xay dung|don vi to chuc thuc hien|don vi thuc hien mo hinh|don vi co so
        to chuc thuc hien|ten don vi ca nhan|tap the ca nhan dang ky|don vi chu tri thuc hien|chu mo hinh|co quan thuc hien
        don vi dang ky thuc hien|tap the ca nhan xay dung|ten tap the|ten tap the ca nhan thuc hien|ten co quan don vi|chu nhiem
        don vi trien khai|noi dang ky|don vi xay dung mo hinh|don vi dang ky mo hinh|ten chu the|chi bo|~tap the va ca nhan
        to chuc co so dang|ten to chuc co so dang|co so dang|cap uy co so|cap uy|dang uy|chi dang bo|chi bo dang bo|dang bo chi bo|dang bo chi bo co so
        dang bo co so|~co so|don vi khoi|khoi don vi|to chuc dang|don vi truc thuoc|dang uy chi bo|don vi quan ly|cap uy truc thuoc|~khoi co quan
        don vi co mo hinh|ten don vi dang ky|tap the ca nhan tieu bieu|don vi thuc hien chinh|co quan to chuc ca nhan|co quan truong hoc don vi khac|don vi khac|co quan truong hoc|don vi dang ky mo hinh|ten co quan|ten co quan to chuc|tap the dang ky mo hinh""",
    Role.OWNER_COLLECTIVE: "tap the|chu the la tap the|mo hinh tap the|tap the thuc hien|tap the dang ky|~ten tap the|to chuc tap the",
    Role.OWNER_INDIVIDUAL: "ca nhan|chu the la ca nhan|mo hinh ca nhan|ca nhan thuc hien|ca nhan dang ky|ten ca nhan|ho ten ca nhan|ca nhan dien hinh|~ho va ten|~ho ten",
    Role.OWNER_KIND: """tap the ca nhan|ca nhan tap the|tap the hay ca nhan|loai hinh|tap the hoac ca nhan|hinh thuc tap the ca nhan|loai chu the
        tt cn|loai hinh tap the ca nhan|phan loai tap the ca nhan|doi tuong tap the ca nhan|hinh thuc dang ky tap the ca nhan""",
    Role.PLACE: """dia ban|d ban|db|noi thuc hien|dia diem|dia ban thuc hien|dia diem thuc hien|dia chi|dia phuong|noi trien khai|dia ban trien khai
        pham vi|pham vi thuc hien|noi xay dung|khu vuc|dia ban dang ky|dia phuong thuc hien|noi thuc hien mo hinh|dia chi thuc hien
        dia ban dan cu|~don vi|dia diem trien khai|dia ban ap dung|dia diem xay dung|dia danh|don vi hanh chinh|dia chi co quan""",
    Role.VILLAGE: """thon|tdp thon|to dan pho thon|thon tdp|thon to dan pho|thon ban|thon xom|xom|to dan pho|thon ban to dan pho|thon khu pho|ap|ban|khu pho|tdp
        khu dan cu|thon xom ban|ap khom|thon lang|thon buon|buon|lang|khu|thon ban tdp|ten thon|khoi xom|thon ap|ban thon|khoi pho|kdc
        thon ban khu pho|thon khu dan cu|thon xom to dan pho|thon lang to dan pho|pho|thon pho|cap thon""",
    Role.COMMUNE: """xa|xa p tt|xa phuong|xa phuong thi tran|xa phuong tt|cap xa|phuong xa|xa thi tran|phuong|thi tran|ten xa|phuong xa thi tran
        xa tt|don vi xa|don vi xa phuong thi tran|xa phuong dac khu|don vi cap xa|dang bo xa|dang uy xa|xa phuong tran|don vi xa phuong""",
    Role.DISTRICT: """huyen|huyen thanh pho|huyen tp|quan huyen|huyen thi xa|huyen thi xa thanh pho|cap huyen|huyen thi|huyen quan|quan
        huyen thi thanh pho|thi xa|ten huyen|huyen thanh thi|don vi huyen|don vi cap huyen|huyen tx tp|quan huyen thi xa|tp thuoc tinh""",
    Role.PROVINCE: "tinh|tinh thanh pho|tinh thanh|cap tinh|tinh tp|thanh pho|ten tinh",
    Role.FIELD: """linh vuc|l vuc|linh vuc dang ky|thuoc linh vuc|linh vuc thuc hien|linh vuc hoat dong|lv|nhom linh vuc|linh vuc mo hinh
        ten linh vuc|mo hinh thuoc linh vuc|phan theo linh vuc|linh vuc xay dung|linh vuc dan van kheo|chia theo linh vuc""",
    Role.FIELD_ECONOMY: "kinh te|kt|linh vuc kinh te|lv kinh te|phat trien kinh te|lv kt|ptkt",
    Role.FIELD_CULTURE: "van hoa xa hoi|vhxh|vh xh|linh vuc van hoa xa hoi|vh xh mt|van xa|van hoa va xa hoi|lv vhxh",
    Role.FIELD_DEFENCE: "quoc phong an ninh|qpan|qp an|an ninh quoc phong|linh vuc quoc phong an ninh|anqp|an qp|antt|lv qpan",
    Role.FIELD_POLITICAL: """he thong chinh tri|htct|xay dung he thong chinh tri|xdhtct|xd htct|xay dung dang he thong chinh tri|lv htct
        xay dung dang|xay dung dang va he thong chinh tri|linh vuc xay dung he thong chinh tri|xdd htct|xay dung dang htct""",
    Role.SUB_FIELD: "phan nhom|phan nhom linh vuc|nhom|tieu linh vuc|linh vuc cu the|chuyen de|nhom noi dung|linh vuc chi tiet",
    Role.PLACE_PEOPLE: """dia ban doi tuong|dia ban doi tuong thuc hien|dia ban va doi tuong|dia ban doi tuong thu huong|dia ban doi tuong huong loi
        pham vi doi tuong|dia diem doi tuong|dia ban doi tuong ap dung|doi tuong dia ban|dia ban doi tuong tac dong""",
    Role.PEOPLE: "doi tuong|doi tuong thu huong|doi tuong huong loi|doi tuong thuc hien|doi tuong tac dong|doi tuong ap dung|nguoi huong loi|doi tuong huong den",
    Role.REGISTERED_ON: """ngay dang ky|ngay dang ki|ngay thang dang ky|ngay thang nam dang ky|ngay dk|ngay vao so|ngay nop|ngay gui|ngay nhan dang ky
        =dau thoi gian|=timestamp|=thoi gian gui|=thoi diem dang ky|ngay gui phieu|thoi gian gui phieu|thoi gian nop""",
    Role.YEAR: "nam|n dang ky|n dk|n d ky|nam dang ky|nam thuc hien|nam cong tac|nien do|nam hoc|nam xay dung mo hinh|nam dang ki|nam trien khai",
    Role.RENEWAL: """moi duy tri|moi dt|dk|d ky|dang ky moi duy tri|hinh thuc dang ky|moi hay duy tri|moi cu|hinh thuc|tinh chat|loai dang ky|moi hoac duy tri
        xay dung moi duy tri|dang ky moi hay duy tri|duy tri moi|mo hinh moi duy tri|dang ky moi hoac duy tri|tinh trang dang ky
        mo hinh moi cu|duy tri hay moi|xay dung moi hoac duy tri|mo hinh moi hay duy tri""",
    Role.RENEWAL_NEW: "moi|dang ky moi|xay dung moi|mo hinh moi|lam moi|dang ki moi|dk moi|mo hinh dang ky moi|mo hinh xay dung moi",
    Role.RENEWAL_MAINTAINED: "duy tri|mo hinh duy tri|tiep tuc|tiep tuc duy tri|dang duy tri|cu|mo hinh cu|dang ky duy tri|tiep tuc thuc hien",
    Role.STATUS: "trang thai|tinh trang|tinh hinh thuc hien|tien do|tien do thuc hien|hien trang mo hinh|trang thai mo hinh",
    Role.PROBLEM: """thuc trang|ly do|su can thiet|thuc trang ly do|van de|ly do dang ky|can cu|van de can giai quyet|ly do xay dung
        ly do chon mo hinh|boi canh|su can thiet xay dung mo hinh|thuc trang ly do dang ky|hien trang|tinh cap thiet|su can thiet cua mo hinh|dat van de|co so xay dung""",
    Role.GOAL: """muc tieu|muc tieu chi tieu lo trinh giai phap va nguon luc|muc tieu chi tieu lo trinh giai phap nguon luc|muc tieu tieu chi|muc tieu chi tieu lo trinh giai phap|chi tieu|muc tieu chi tieu|muc tieu chi tieu chinh|muc dich|muc tieu cu the|chi tieu dang ky|muc tieu tieu chi
        ket qua du kien|du kien ket qua|muc dich yeu cau|chi tieu phan dau|muc tieu phan dau|muc tieu can dat
        du kien ket qua dat duoc|chi tieu chinh|muc tieu huong toi|muc tieu tieu chi cu the|muc dich y nghia|chi tieu thuc hien""",
    Role.METHOD: """noi dung|cach lam|noi dung cach lam|noi dung cach thuc|noi dung thuc hien|cach thuc thuc hien|giai phap|bien phap
        cach thuc|noi dung hoat dong|noi dung cach thuc thuc hien|mo ta|tom tat noi dung|noi dung chinh|phuong phap|cach lam hay
        noi dung trien khai|mo ta tom tat|tom tat|noi dung bien phap thuc hien|noi dung chu yeu|noi dung cach lam cua mo hinh
        noi dung thuc hien mo hinh|tom tat cach lam|quy trinh|noi dung giai phap|noi dung cong viec|hoat dong chinh|giai phap thuc hien|muc tieu giai phap""",
    Role.RESULT: """ket qua|ket qua thuc hien|ket qua dat duoc|hieu qua|ket qua hieu qua|danh gia hieu qua|ket qua noi bat|ket qua den nay
        hieu qua mang lai|tom tat ket qua|ket qua thuc hien den nay|hieu qua mo hinh|tac dung hieu qua|ket qua cu the|ket qua tac dong
        ket qua buoc dau|hieu qua kinh te xa hoi|ket qua thuc hien mo hinh|danh gia ket qua|so lieu ket qua""",
    Role.OUTPUTS: """san pham ket qua dau ra|ket qua dau ra|san pham dau ra|san pham|san pham ket qua|san pham du kien|du kien san pham|dau ra
        san pham ket qua dat duoc|ket qua san pham dau ra|san pham ket qua du kien|san pham ket qua dau ra cu the|ket qua san pham""",
    Role.SUSTAIN: """kha nang duy tri nhan rong|kha nang nhan rong|duy tri va nhan rong|kha nang duy tri|nhan rong|kha nang duy tri va nhan rong
        tinh ben vung|kha nang lan toa|duy tri nhan rong|kha nang duy tri phat trien|huong nhan rong|tinh ben vung kha nang nhan rong|kha nang ap dung nhan rong""",
    Role.FORCES: """luc luong thuc hien|luc luong thuc hien chu tri phoi hop tham gia|luc luong|thanh phan thuc hien|to chuc thuc hien chu tri phoi hop
        luc luong tham gia thuc hien|chu tri phoi hop tham gia|don vi chu tri phoi hop|chu tri phoi hop|luc luong thuc hien mo hinh|phan cong thuc hien""",
    Role.MEANS_TIME: """nguon luc va thoi gian|nguon luc thoi gian|nguon luc thoi gian thuc hien|kinh phi thoi gian|kinh phi va thoi gian|nguon luc va thoi gian thuc hien
        nguon luc kinh phi thoi gian|nguon luc va thoi gian trien khai|thoi gian nguon luc|thoi gian va nguon luc""",
    Role.DURATION: """thoi gian|thoi gian thuc hien|thoi diem|thoi han|tien do thoi gian|thoi gian trien khai|giai doan|thoi gian bat dau
        thoi gian xay dung|thoi gian dang ky|bat dau|thoi gian hoan thanh|nam bat dau|nam ra mat|nam xay dung|thoi gian ra mat
        ngay ra mat|thoi gian duy tri|lo trinh|ngay bat dau|tu ngay|den ngay|tu thang|den thang|ket thuc|ngay ket thuc|thoi gian ket thuc
        ngay hoan thanh|thoi diem xay dung|thoi gian thanh lap|nam thanh lap""",
    Role.CONTACT: """nguoi phu trach|lien he|dau moi|phu trach|can bo phu trach|nguoi dung dau|nguoi dai dien|dong chi phu trach|nguoi lien he
        dau moi lien he|can bo theo doi|nguoi chiu trach nhiem|cap uy vien phu trach|nguoi theo doi|chu nhiem mo hinh|ho ten chuc vu
        ho va ten chuc vu|ho va ten nguoi phu trach|phan cong phu trach|~chuc vu|chuc vu don vi|chuc vu don vi cong tac|dong chi theo doi|nguoi phu trach chuc vu""",
    Role.PARTICIPANTS: """don vi phoi hop|phoi hop|co quan phoi hop|luc luong phoi hop|luc luong tham gia|to chuc phoi hop|don vi tham gia
        thanh phan tham gia|cac don vi phoi hop|don vi ca nhan phoi hop|don vi phoi hop thuc hien|don vi ho tro|tham gia|doi tuong tham gia
        co quan don vi phoi hop|phoi hop thuc hien""",
    Role.RESOURCES: """kinh phi|nguon luc|kinh phi thuc hien|kinh phi nguon luc|nguon kinh phi|so tien|tong kinh phi|nguon von|von
        kinh phi trieu dong|kinh phi dong|kinh phi du kien|du kien kinh phi|huy dong nguon luc|kinh phi huy dong""",
    Role.LEVEL: """cap cong nhan|cap cn|cap|cong nhan|cap do|ket qua cong nhan|cong nhan cap|muc cong nhan|duoc cong nhan
        cong nhan mo hinh|cap co tham quyen cong nhan|cap ra quyet dinh cong nhan|cap khen|cap duoc cong nhan|da duoc cong nhan""",
    Role.LEVEL_BASE: "cap co so|cong nhan cap co so|cap xa cong nhan|cong nhan cap xa|co so cong nhan",
    Role.LEVEL_DISTRICT: "cap huyen cong nhan|cong nhan cap huyen|huyen cong nhan",
    Role.LEVEL_PROVINCE: "cap tinh cong nhan|cong nhan cap tinh|tinh cong nhan",
    Role.LEVEL_CENTRE: "cong nhan cap trung uong|cap trung uong|trung uong|cap tw",
    Role.DECISION: """quyet dinh cong nhan|so ngay quyet dinh|so ngay thang quyet dinh|quyet dinh|so quyet dinh ngay thang nam|van ban cong nhan
        so ngay thang nam quyet dinh|so va ngay quyet dinh|so ngay quyet dinh cong nhan|can cu quyet dinh|so qd ngay thang|qd cong nhan
        so quyet dinh ngay quyet dinh|so qd ngay|so ngay van ban|so ngay thang nam cua quyet dinh cong nhan|quyet dinh so ngay""",
    Role.DECISION_NUMBER: "so quyet dinh|so qd|so qd cong nhan|so quyet dinh cong nhan|so van ban|so ky hieu|so ky hieu quyet dinh",
    Role.DECISION_DATE: """ngay quyet dinh|ngay cong nhan|ngay ky|ngay qd|ngay thang quyet dinh|ngay ban hanh|ngay thang nam quyet dinh
        ngay quyet dinh cong nhan|thoi gian cong nhan|ngay thang nam cong nhan""",
    Role.OUTSTANDING: "tieu bieu|mo hinh tieu bieu|dien hinh tieu bieu|xuat sac tieu bieu|noi bat tieu bieu|mo hinh dien hinh tieu bieu",
    Role.NOTE: """ghi chu|ghi chu khac|chu thich|gc|luu y|ghi chu neu co|thong tin them
        kho khan|kho khan vuong mac|vuong mac|kien nghi|de xuat|kien nghi de xuat|de xuat kien nghi|ton tai han che|han che|y kien khac|nhan xet|cam ket
        y kien tham dinh|y kien cua cap tren|y kien cua cap uy|bai hoc kinh nghiem|giai phap thoi gian toi""",
    Role.SOURCE: "nguon|nguon tin|nguon thong tin|tai lieu nguon|lien ket|nguon so lieu|link|duong dan",
    Role.ILLUSTRATION: "du lieu minh hoa|minh hoa",
    Role.DERIVED: "don vi tinh|he thong|nganh doc|khoi|don vi tinh so lieu",
    Role.REASON: "ly do tra lai|ly do bi tra lai|loi|ly do khong nhap duoc|dong goc",
    Role.PERSONAL: """dan toc|ton giao|ngay sinh|nam sinh|cccd|cmnd|so cccd|so cmnd|can cuoc|can cuoc cong dan|thanh phan dan toc|gioi tinh
        ngay thang nam sinh|hoan canh gia dinh|ho ngheo|so dinh danh|que quan|so dien thoai|dien thoai|sdt|dt|so dt|dien thoai lien he|so dien thoai lien he|di dong|email|e mail|thu dien tu|dia chi email|hop thu|ten nguoi dung|username|zalo|so zalo|dia chi e mail|so tai khoan""",
    # What is only proposed or applied for is no recognition.
    Role.UNUSED: """de nghi cong nhan|dang ky cong nhan|cap dang ky cong nhan|de nghi khen thuong|de nghi khen|cap de nghi
        cap de nghi cong nhan|de nghi bieu duong|cap dang ky|so luong|tong so|tong|so mo hinh|so ho|so nguoi|diem|tong diem|tu cham diem|diem tu cham|diem tham dinh|xep loai
        so luong mo hinh|so tap the|so ca nhan|so ho tham gia|so nguoi tham gia|khen thuong|hinh thuc khen thuong|giay khen|bang khen
        dien tich|so luot nguoi|so luong thanh vien|nam cong nhan|nam duoc cong nhan|nam da duoc cong nhan|nam cong nhan mo hinh
        ty le""",
}  # fmt: skip

# Under a parent header of a family, a leaf may be this short.
FAMILIES: dict[Role, str] = {
    Role.NAME: "name", Role.OWNER: "owner", Role.OWNER_KIND: "owner", Role.PLACE: "place", Role.FIELD: "field",
    Role.RENEWAL: "renewal", Role.LEVEL: "recognition", Role.DECISION: "recognition", Role.DECISION_NUMBER: "recognition",
    Role.DURATION: "duration", Role.KIND: "kind", Role.STATUS: "status", Role.RESULT: "result", Role.VILLAGE: "place",
    Role.OUTSTANDING: "recognition", Role.COMMUNE: "place", Role.PARTICIPANTS: "participants", Role.PEOPLE: "owner",
}  # fmt: skip
LEAVES: dict[str, dict[Role, str]] = {
    "name": {
        Role.NAME: "ten|ten goi|mo hinh|ten mo hinh|ten mo hinh dien hinh|noi dung",
        Role.NAME_COLLECTIVE: "tap the|mo hinh tap the|dien hinh tap the",
        Role.NAME_INDIVIDUAL: "ca nhan|mo hinh ca nhan|dien hinh ca nhan",
        Role.RENEWAL_NEW: "moi|dang ky moi", Role.RENEWAL_MAINTAINED: "duy tri|cu",
    },
    "kind": {Role.KIND_MODEL: "mo hinh|mh", Role.KIND_EXEMPLAR: "dien hinh|dh",
             Role.OWNER_COLLECTIVE: "tap the|tt", Role.OWNER_INDIVIDUAL: "ca nhan|cn"},
    "owner": {
        Role.OWNER: "ten|ten don vi|don vi|chu tri|ten chu the|ten tap the ca nhan|don vi chu tri|ho va ten|ten don vi ca nhan",
        Role.OWNER_COLLECTIVE: "tap the|tt|to chuc|don vi tap the|co quan don vi",
        Role.OWNER_INDIVIDUAL: "ca nhan|cn|ho ten ca nhan",
        Role.OWNER_KIND: "loai|loai hinh|hinh thuc|tap the ca nhan",
        Role.PARTICIPANTS: "phoi hop|don vi phoi hop|tham gia", Role.CONTACT: "nguoi phu trach|dai dien|nguoi dung dau|chuc vu",
        Role.VILLAGE: "thon|thon tdp|thon to dan pho", Role.COMMUNE: "xa|xa phuong|xa phuong thi tran|phuong xa",
        Role.DISTRICT: "huyen|huyen tp|huyen thanh pho",
    },
    "place": {
        Role.VILLAGE: "thon|tdp|to dan pho|thon tdp|xom|ap|ban|khu|thon ban|to|khu pho|kdc|khoi", Role.COMMUNE: "xa|phuong|xa phuong|xa tt|cap xa",
        Role.DISTRICT: "huyen|quan|tp|huyen tp|cap huyen|thi xa", Role.PROVINCE: "tinh|tinh tp|cap tinh", Role.PLACE: "dia chi|cu the|chi tiet",
    },
    "field": {
        Role.FIELD_ECONOMY: "kt|kinh te|ptkt|k te", Role.FIELD_CULTURE: "vhxh|vh xh|van xa|xh|vh|van hoa xa hoi|xa hoi|van hoa|vx",
        Role.FIELD_DEFENCE: "qpan|qp an|an qp|qp|an|anqp|quoc phong an ninh|an ninh|antt|quoc phong",
        Role.FIELD_POLITICAL: "htct|xd htct|xdhtct|xdd|ct|he thong chinh tri|xay dung dang|xd dang|chinh tri|xdd htct|xd dang htct",
        Role.SUB_FIELD: "phan nhom|cu the|nhom|chi tiet",
    },
    "renewal": {Role.RENEWAL_NEW: "moi|dang ky moi|xay dung moi|dk moi|lam moi", Role.RENEWAL_MAINTAINED: "duy tri|cu|tiep tuc|dt|tiep tuc duy tri"},
    "status": {Role.RENEWAL_NEW: "moi|dang ky moi", Role.RENEWAL_MAINTAINED: "duy tri|tiep tuc"},
    "recognition": {
        Role.LEVEL: "cap|cap cong nhan|cap quyet dinh", Role.DECISION_NUMBER: "so|so qd|so quyet dinh|so van ban|so ky hieu",
        Role.DECISION_DATE: "ngay|ngay thang|ngay thang nam|ngay ky|ngay qd|ngay quyet dinh", Role.OUTSTANDING: "tieu bieu",
        Role.DECISION: "quyet dinh|so ngay|so ngay thang nam|so ngay thang",
        Role.LEVEL_BASE: "co so|cap co so|xa|cap xa|cs", Role.LEVEL_DISTRICT: "huyen|cap huyen|huyen tp|huyen thanh pho",
        Role.LEVEL_PROVINCE: "tinh|cap tinh", Role.LEVEL_CENTRE: "trung uong|tw|cap trung uong|cap tw",
    },
    "duration": {Role.DURATION: "bat dau|tu|tu ngay", Role.YEAR: "nam"},
    "result": {Role.LEVEL: "cap", Role.RESULT: "ket qua|noi dung"},
    "participants": {Role.PARTICIPANTS: "ten|don vi", Role.OWNER: "chu tri|don vi chu tri"},
}  # fmt: skip

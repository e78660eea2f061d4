### 한국어. 짧은 문장, -습니다체. 무슨 일이 있었고 무엇을 하면 되는지 말한다. 조사는 받침과 관계없이 읽히게 쓴다.

## 모든 페이지
language-switch = 언어
terms-link = 이용약관
privacy-link = 개인정보 처리방침
working = 잠시만요…

## 로그인
sign-in = 로그인
sign-in-action = 로그인
username = 아이디
email = 이메일 주소
phone = 전화번호
username-email = 아이디 또는 이메일 주소
username-phone = 아이디 또는 전화번호
email-phone = 이메일 주소 또는 전화번호
username-email-phone = 아이디, 이메일 주소 또는 전화번호
password = 비밀번호
password-show = 보기
password-hide = 숨기기
forgot-password-link = 비밀번호를 잊으셨나요?
register-invitation = 처음이신가요?
register-link = 회원가입
all-options-link = 다른 방법으로 계속하기

## 회원가입
register = 회원가입
register-action = 가입하기
password-hint = { $min }자 이상. 서로 관련 없는 단어를 몇 개 이어 쓰면 기억하기 쉽고 안전합니다.
username-hint = 영문자, 숫자, 밑줄(_)을 쓸 수 있습니다.
sign-in-invitation = 이미 계정이 있으신가요?
sign-in-link = 로그인
terms-note = 가입하면 아래 이용약관과 개인정보 처리방침에 동의하게 됩니다.

## 입력 내용
summary = 입력한 내용을 다시 확인해 주세요
credentials-wrong = 로그인하지 못했습니다. { $identifier }와 비밀번호를 확인하고 다시 시도해 주세요.
locked = 로그인 시도가 여러 번 이어져 잠시 막아 두었습니다. { $minutes }분 뒤에 다시 시도해 주세요.
rate-limited = 사용 중인 네트워크에서 요청이 많았습니다. 1분쯤 뒤에 다시 시도해 주세요.
busy = 지금 로그인하는 사람이 많습니다. 몇 초 뒤에 다시 시도해 주세요.
form-expired = 페이지를 연 지 오래되어 한 번 더 확인합니다. 다시 보내 주세요.
identifier-missing = { $identifier } 항목을 입력해 주세요.
identifier-unusable = { $identifier } 형식이 아닌 것 같습니다. 다시 확인해 주세요.
identifier-unusable-email = 이메일 주소는 name@example.com 같은 형식으로 입력해 주세요.
identifier-unusable-username = 아이디에는 영문자, 숫자, 밑줄(_)을 쓸 수 있으며 숫자로 시작할 수 없습니다.
identifier-unusable-phone = 전화번호는 국가 번호로 시작하는 5~17자리 숫자로 입력해 주세요.
identifier-taken = 이미 가입된 { $identifier }입니다. 로그인하거나 다른 것을 입력해 주세요.
password-missing = 비밀번호를 입력해 주세요.
password-missing-new = 사용할 비밀번호를 입력해 주세요.
password-too-short = { $min }자 이상으로 만들어 주세요.
password-too-long = { $max }자 이하로 만들어 주세요.
password-character-types = 영문 소문자, 영문 대문자, 숫자, 기호 가운데 { $min }가지 이상을 섞어 주세요.
password-unsupported = 영문자, 숫자, 공백과 일반적인 기호를 사용해 주세요.
password-common = 많은 사람이 쓰는 비밀번호라 쉽게 추측됩니다. 다른 비밀번호를 만들어 주세요.
password-repetition = 같은 문자가 너무 많이 반복됩니다. 다른 비밀번호를 만들어 주세요.
password-sequence = 1234나 qwerty처럼 이어지는 문자가 대부분입니다. 다른 비밀번호를 만들어 주세요.
password-words = 여기서 쓸 수 없는 단어가 대부분입니다. 다른 비밀번호를 만들어 주세요.
password-user-info = 이름이나 주소가 대부분입니다. 다른 비밀번호를 만들어 주세요.

## 비밀번호 찾기, 다른 방법, 이용 정지
forgot-password = 비밀번호를 잊으셨나요?
forgot-password-text = 아직 이 페이지에서는 비밀번호를 다시 설정할 수 없습니다. 서비스 운영자에게 문의하면 새 비밀번호를 받을 수 있습니다.
forgot-password-text-app = 아직 이 페이지에서는 비밀번호를 다시 설정할 수 없습니다. { $app } 운영자에게 문의하면 새 비밀번호를 받을 수 있습니다.
back-to-sign-in = 로그인으로 돌아가기
single-sign-on = 통합 로그인이 설정되어 있지 않습니다
single-sign-on-text = 아직 회사 계정으로 로그인할 수 없습니다. 다른 방법으로 로그인해 주세요.
account-suspended = 이용이 정지된 계정입니다
account-suspended-text = 지금은 이 계정으로 로그인할 수 없습니다. 착오라고 생각되면 서비스 운영자에게 문의해 주세요.
account-suspended-text-app = 지금은 이 계정으로 로그인할 수 없습니다. 착오라고 생각되면 { $app } 운영자에게 문의해 주세요.

## 동의
consent = 계정에 접근하도록 허용할까요?
consent-app = { $app }에서 계정 접근 권한을 요청합니다
consent-account = { $user } 계정으로 로그인되어 있습니다.
consent-you = 내 정보
consent-resource = { $resource } 권한
consent-allow = 허용
consent-deny = 허용 안 함
consent-organizations = { $app } 이용을 허용할 조직
consent-organizations-text = 선택한 조직에서만 { $app } 앱이 회원님을 대신할 수 있습니다.
consent-organization-scopes = 선택한 조직에서
consent-switch = 다른 계정 사용
consent-return = 이후 { $origin } 페이지로 돌아갑니다.
scope-openid = 로그인한 사용자 확인
scope-profile = 이름, 아이디, 프로필 사진 보기
scope-email = 이메일 주소 보기
scope-phone = 전화번호 보기
scope-address = 주소 보기
scope-custom_data = { $app }에 저장된 내 정보 보기
scope-identities = 연결된 다른 계정 보기
scope-roles = 내 역할 보기
scope-offline_access = 이용하지 않을 때도 연결 유지
scope-organizations = 내가 속한 조직 보기
scope-organization_roles = 조직에서의 내 역할 보기

## 기기 로그인
device = 기기 연결
device-code = 기기에 표시된 코드
device-code-hint = BCDF-GHJK와 같은 8글자입니다.
device-code-unknown = 이 코드로 기다리는 기기가 없습니다. 코드를 확인하거나 기기에서 새 코드를 받아 주세요.
device-confirm = 본인의 기기인가요?
device-confirm-app = 기기의 { $app }을(를) 연결할까요?
device-confirm-text = 본인의 기기에 이 코드가 똑같이 표시된 경우에만 계속하세요. 다른 사람이 보낸 코드라면 계속하지 마세요.
device-confirm-action = 계속
device-abort = 취소
device-aborted = 기기가 연결되지 않았습니다. 이 페이지를 닫아도 됩니다.
device-denied = 기기에 접근 권한이 허용되지 않았습니다. 이 페이지를 닫아도 됩니다.
device-expired = 코드가 만료되었거나 이미 사용되었습니다. 기기에서 새 코드를 받아 주세요.
device-success = 기기가 연결되었습니다
device-success-text = 이 페이지를 닫고 기기에서 계속하세요.

## 로그아웃
sign-out = 로그아웃할까요?
sign-out-app = { $app }에서 로그아웃할까요?
sign-out-text = 이 브라우저에서 로그인을 끝냅니다.
sign-out-action = 로그아웃
sign-out-cancel = 로그인 유지
signed-out = 로그아웃했습니다
signed-out-text = 이 페이지는 닫아도 됩니다.

## 계속하기
continue = 계속하기
continue-app = { $app } 계속하기
continue-action = 계속하기
auto-submit-text = 잠시만 기다려 주세요. 화면이 바뀌지 않으면 버튼을 눌러 주세요.

## 문제가 생겼을 때
unknown-session = 처음부터 다시 시작해 주세요
unknown-session-text = 이 브라우저에는 진행 중인 로그인이 없습니다. 시간이 지났거나 다른 곳에서 시작된 것 같습니다.
unknown-session-advice = 이용하던 앱으로 돌아가 거기서 로그인해 주세요.
error = 문제가 생겼습니다
error-text = 저희 쪽 문제입니다. 잠시 뒤에 다시 시도해 주세요.
error-not-found = 페이지가 없습니다
error-not-found-text = 주소가 잘못되었거나 오래된 것 같습니다.
error-bad-request = 내용을 읽지 못했습니다
error-bad-request-text = 브라우저가 보낸 내용이 일부 빠졌거나 손상되었습니다. 이전 페이지로 돌아가 다시 시도해 주세요.
error-forbidden = 요청을 받을 수 없습니다
error-forbidden-text = 다른 사이트에서 보낸 요청입니다. 이용하던 앱으로 돌아가 거기서 다시 시작해 주세요.
error-too-many = 잠시만 기다려 주세요
error-too-many-text = 사용 중인 네트워크에서 요청이 많았습니다. 1분쯤 뒤에 다시 시도해 주세요.
error-unavailable = 곧 돌아오겠습니다
error-unavailable-text = 지금은 서비스를 이용할 수 없습니다. 1분쯤 뒤에 다시 시도해 주세요.
error-request-id = 문의 번호
error-back = { $app } 페이지로 돌아가기

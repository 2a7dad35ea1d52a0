"""Settings of accounts and sign-in that are the same on every machine; `config.settings` takes them in."""

AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/meja/"
LOGOUT_REDIRECT_URL = "/"

# An RW signs in with a username and may have no e-mail; a donor signs up alone and may prove the address by a link.
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "ksbb.web.giving.account_forms.Adapter"
ACCOUNT_FORMS = {
    "login": "ksbb.web.giving.account_forms.LoginForm",
    "signup": "ksbb.web.giving.account_forms.SignupForm",
    "add_email": "ksbb.web.giving.account_forms.AddEmailForm",
    "change_password": "ksbb.web.giving.account_forms.ChangePasswordForm",
    "set_password": "ksbb.web.giving.account_forms.SetPasswordForm",
    "reset_password": "ksbb.web.giving.account_forms.ResetPasswordForm",
    "reset_password_from_key": "ksbb.web.giving.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "ksbb.web.giving.account_forms.ReauthenticateForm",
}
# At sign-up only (account_forms.ProveAtSignUp): an RW who was invited may have no address at all.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[KSBB] "
ACCOUNT_USERNAME_MIN_LENGTH = 4
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True  # how long is said by ksbb.web.entry.sessions
MFA_ADAPTER = "ksbb.web.entry.staff.Keys"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an officer may have no address; a sign-up proves its own before anything else
MFA_REAUTHENTICATION_REQUIRED = False  # asked by ksbb.web.entry.sessions.Watch, for those without a password too
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "ksbb.web.entry.key_forms.AuthenticateForm",
    "reauthenticate": "ksbb.web.entry.key_forms.ReauthenticateForm",
    "activate_totp": "ksbb.web.entry.key_forms.ActivateForm",
    "add_webauthn": "ksbb.web.entry.key_forms.AddKeyForm",
}

"""Addresses of pages made of several apps."""

from django.urls import URLPattern, URLResolver, path

from engagement.front.views import (
    demo,
    health,
    own,
    plain,
    policy,
    public,
    setting_up,
    staff,
)

app_name = "front"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.home, name="home"),
    path("n/", public.neighborhoods, name="neighborhoods"),
    path("n/<slug:slug>/", public.neighborhood, name="neighborhood"),
    path("n/<slug:slug>/follow/", public.follow, name="follow"),
    path("my/", own.my, name="my"),
    path("my/language/", own.my_language, name="my_language"),
    path("desk/", own.desk, name="desk"),
    path("desk/record/", staff.record, name="record"),
    path("desk/dead-letters/", staff.dead_letters, name="dead_letters"),
    path("about/", plain.about, name="about"),
    path("privacy/", plain.privacy, name="privacy"),
    path("accessibility/", plain.accessibility, name="accessibility"),
    path("contact/", plain.contact, name="contact"),
    path("how-priorities-work/", plain.how_priorities, name="how_priorities"),
    path("set-up/", setting_up.set_up, name="set_up"),
    path("demo/", demo.demo, name="demo"),
    path("demo/enter/", demo.demo_enter, name="demo_enter"),
    path("demo/mail/", demo.demo_mailbox, name="demo_mailbox"),
    path("demo/mail/<int:letter_id>/", demo.demo_letter, name="demo_letter"),
    path(
        "demo/mail/<int:letter_id>/page/",
        demo.demo_letter_page,
        name="demo_letter_page",
    ),
    path("csp-report/", policy.csp_report, name="csp_report"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", plain.robots, name="robots"),
    path("sitemap.xml", plain.sitemap, name="sitemap"),
    path(".well-known/security.txt", plain.security_txt, name="security_txt"),
]

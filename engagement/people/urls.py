from django.urls import path

from engagement.people import views

urlpatterns = [path("language/", views.choose_language, name="set_language")]

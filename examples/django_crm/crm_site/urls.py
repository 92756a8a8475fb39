"""Which address is answered by which view."""

from crm import views
from django.urls import path

urlpatterns = [
    path("relationships/", views.ranked),
    path("relationships/<str:source>/<str:target>/", views.one),
    path("relationships/<str:source>/<str:target>/history/", views.history),
    path("people/<str:person>/forget/", views.forget),
]

"""Public addresses. ``urlpatterns`` exist in both languages, ``single`` once for the whole site."""

from django.urls import path

from bantin.deliver.channels.webpush import views

app_name = "webpush"
urlpatterns = [
    path("nhan-thong-bao/", views.page, name="page"),
    path("nhan-thong-bao/bat/", views.start, name="start"),
    path("nhan-thong-bao/dung/", views.stop, name="stop"),
    path("nhan-thong-bao/chuyen/", views.move, name="move"),
    path("nhan-thong-bao/xem/", views.state, name="state"),
]

single = [path("service-worker.js", views.service_worker, name="service_worker")]

from django.urls import path

from console.views import desk, export, newcomers, queues, records, saved, search

app_name = "console"

urlpatterns = [
    path("", search.home, name="home"),
    path("search/", search.search, name="search"),
    path("searches/", saved.listed, name="searches"),
    path("searches/save/", saved.save, name="save_search"),
    path("searches/<int:search_id>/", saved.opened, name="saved_search"),
    path("searches/<int:search_id>/rename/", saved.rename, name="rename_search"),
    path("searches/<int:search_id>/delete/", saved.delete, name="delete_search"),
    path("searches/<int:search_id>/share/", saved.share, name="share_search"),
    path("searches/<int:search_id>/withdraw/", saved.withdraw, name="withdraw_search"),
    path("sessions/", desk.open_record, name="open"),
    path("sessions/<int:session_id>/", desk.session, name="session"),
    path("sessions/<int:session_id>/search/", search.search, name="session_search"),
    path("sessions/<int:session_id>/customer/<str:number>/", records.customer, name="customer"),
    path("sessions/<int:session_id>/order/<str:number>/", records.order, name="order"),
    path("sessions/<int:session_id>/return/<str:number>/", records.rma, name="return"),
    path("sessions/<int:session_id>/timeline/", records.timeline, name="timeline"),
    path("sessions/<int:session_id>/here/", desk.open_here, name="open_here"),
    path("sessions/<int:session_id>/close/", desk.close_session, name="close_session"),
    path("sessions/<int:session_id>/reopen/", desk.reopen_session, name="reopen_session"),
    path("sessions/<int:session_id>/tabs/", desk.keep_tab, name="keep_tab"),
    path("sessions/<int:session_id>/tabs/<slug:kind>/close/", desk.close_tab, name="close_tab"),
    path("sessions/<int:session_id>/tabs/<slug:kind>/pin/", desk.pin_tab, name="pin_tab"),
    path("sessions/<int:session_id>/<slug:kind>/", records.current, name="current"),
    path("open/<slug:kind>/<str:number>/", desk.record, name="record"),
    path("new-customer/", newcomers.new_customer, name="new_customer"),
    path("recent/", desk.recent, name="recent"),
    path("queues/", queues.queues, name="queues"),
    path("queues/count/", queues.count, name="queue_count"),
    path("queues/<int:approval_id>/<slug:decision>/", queues.decide, name="decide"),
    path("exports/", export.exports, name="exports"),
    path("exports/start/", export.start, name="start_export"),
    path("exports/<int:export_id>/file/", export.download, name="export_file"),
    path("exports/<int:export_id>/again/", export.again, name="retry_export"),
    path("columns/<slug:kind>/", search.arrange, name="columns"),
    path("help/", search.help_page, name="help"),
]

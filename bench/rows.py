"""The baseline of taking answers: a Django view that inserts one row, behind the same server and middleware."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection, models
from django.http import HttpRequest, HttpResponse


class Row(models.Model):
    text = models.CharField(max_length=2000)

    objects = models.Manager["Row"]()

    class Meta:
        app_label = "home"
        managed = False
        db_table = "bench_row"


def make_table() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Row)


@login_not_required
def insert(request: HttpRequest) -> HttpResponse:
    Row(text=request.POST.get("text", "")).save(force_insert=True)
    return HttpResponse(status=204)

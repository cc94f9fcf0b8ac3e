"""The baseline of taking answers: a Django view that inserts one row, behind the same server and middleware."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection, models
from django.http import HttpRequest, HttpResponse


class Row(models.Model):
    text = models.CharField(max_length=2000)

    class Meta:
        app_label = "home"
        managed = False
        db_table = "bench_row"


def make_table() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Row)


@login_not_required
def insert(request: HttpRequest) -> HttpResponse:
    Row.objects.create(text=request.POST.get("text", ""))
    return HttpResponse(status=204)

"""Relations of what a fixed read found, loaded by fixed reads: `prefetch_related` without building SQL each time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

from django.db.models import ForeignKey, ManyToOneRel, Model, OneToOneRel, Prefetch, QuerySet

Lookup = Any  # a path of relations, or Prefetch of one


class Fetch(Protocol):
    """A fixed read (`FixedRead`)."""

    def __call__(self, *values: Any) -> list[Any]: ...


class LoadedRows(list[Any]):
    """The rows of one relation of one object, as `all()` gives them; what else a queryset is asked for is read anew."""

    def __init__(self, rows: list[Any], anew: Callable[[], QuerySet[Any, Any]]) -> None:
        super().__init__(rows)
        self._anew = anew

    def all(self) -> LoadedRows:
        return self

    def exists(self) -> bool:
        return bool(self)

    def count(self) -> int:  # type: ignore[override]
        return len(self)

    def first(self) -> Any:
        return next(iter(self), None)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._anew(), name)


class Relations:
    """What is to be loaded of objects of one model: each relation once, with what is asked of those it leads to."""

    def __init__(self, model: type[Model], lookups: Sequence[Lookup], read: Callable[..., Fetch]) -> None:
        querysets: dict[str, Any] = {}
        below: dict[str, list[Lookup]] = {}
        for lookup in lookups:
            path, queryset = (lookup, None) if isinstance(lookup, str) else (lookup.prefetch_to, lookup.queryset)
            name, _dots, rest = path.partition("__")
            querysets.setdefault(name, None)
            below.setdefault(name, [])
            if rest:
                below[name].append(Prefetch(rest, queryset) if queryset is not None else rest)
            elif queryset is not None:
                querysets[name] = queryset
        self._loaders = [_loader(model, name, querysets[name], below[name], read) for name in querysets]

    def load(self, objects: Sequence[Model]) -> None:
        for loader in self._loaders if objects else ():
            loader(objects)


def _loader(
    model: type[Model], name: str, queryset: QuerySet[Any, Any] | None, below: list[Lookup], read: Callable[..., Fetch]
) -> Callable[[Sequence[Any]], None]:
    attribute = getattr(model, name)
    if hasattr(attribute, "load"):  # LatestRecord
        return attribute.load  # type: ignore[no-any-return]
    relation: Any = model._meta.get_field(name)
    related = relation.related_model
    if isinstance(relation, ForeignKey):
        rows = related._base_manager.all() if queryset is None else queryset
        fetch, loader = read(lambda ids: rows.filter(pk__in=ids)), _load_one
    elif isinstance(relation, ManyToOneRel):
        is_one = isinstance(relation, OneToOneRel)
        manager = related._base_manager if is_one else related._default_manager
        rows = manager.all() if queryset is None else queryset
        column = f"{relation.field.name}__in"
        fetch, loader = read(lambda ids: rows.filter(**{column: ids})), _load_back if is_one else _load_many
    else:
        raise TypeError(f"A fixed read does not load {name} of {model}.")
    further = Relations(related, below, read)
    return lambda objects: further.load(loader(relation, fetch, objects))


def _load_one(relation: Any, fetch: Fetch, objects: Sequence[Any]) -> list[Any]:
    """What a foreign key leads to: the same object for all that name it."""
    found = {relation.get_cached_value(one) for one in objects if relation.is_cached(one)}
    asked = [one for one in objects if not relation.is_cached(one)]
    ids = {getattr(one, relation.attname) for one in asked} - {None}
    by_id = {row.pk: row for row in fetch(ids)} if ids else {}
    for one in asked:
        relation.set_cached_value(one, by_id.get(getattr(one, relation.attname)))
    return [*(found - {None}), *by_id.values()]


def _load_back(relation: Any, fetch: Fetch, objects: Sequence[Any]) -> list[Any]:
    """The one row that names each object, if there is one."""
    asked = [one for one in objects if not relation.is_cached(one)]
    found = {getattr(row, relation.field.attname): row for row in fetch({one.pk for one in asked})} if asked else {}
    for one in asked:
        row = found.get(one.pk)
        relation.set_cached_value(one, row)
        if row is not None:
            relation.field.set_cached_value(row, one)
    return list(found.values())


def _load_many(relation: Any, fetch: Fetch, objects: Sequence[Any]) -> list[Any]:
    """The rows that name each object, in their order."""
    name, key = relation.cache_name, relation.field.attname
    kept = [vars(one).setdefault("_prefetched_objects_cache", {}) for one in objects]
    asked = [(one, of_one) for one, of_one in zip(objects, kept, strict=True) if name not in of_one]
    by_id: dict[int, list[Any]] = defaultdict(list)
    owners = {one.pk: one for one, _of_one in asked}
    for row in fetch(owners.keys()) if owners else ():
        by_id[getattr(row, key)].append(row)
        relation.field.set_cached_value(row, owners[getattr(row, key)])
    for one, of_one in asked:
        of_one[name] = LoadedRows(by_id[one.pk], partial(_anew, relation, one))
    return [row for of_one in kept for row in of_one[name]]


def _anew(relation: Any, owner: Model) -> QuerySet[Any, Any]:
    """The rows of one relation of one object, as the database has them now."""
    rows: QuerySet[Any, Any] = relation.related_model._default_manager.filter(**{relation.field.name: owner})
    return rows

"""The town on the map: neighborhoods, streets, places, and the public points."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from engagement.places.choices import Trait


class Town(models.Model):
    """The one row that says whose town this is (RULINGS 45)."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=120)
    agency_name = models.CharField(max_length=160, blank=True)
    emergency_number = models.CharField(max_length=20, blank=True)
    other_help_number = models.CharField(max_length=40, blank=True)
    other_help_words = models.CharField(max_length=200, blank=True)
    contact_email = models.EmailField(blank=True)
    complaints_words = models.TextField(
        blank=True,
        help_text="where complaints about officers go when they are not taken here",
    )
    default_language = models.CharField(max_length=12, default="en")
    languages = models.JSONField(default=list, blank=True)
    theme = models.JSONField(default=dict, blank=True)
    set_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1), name="there_is_only_one_town"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Neighborhood(models.Model):
    """A part of the town; `boundary` is GeoJSON geometry in WGS 84."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=140, unique=True)
    boundary = models.JSONField(help_text="GeoJSON Polygon or MultiPolygon, lon lat")
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    population = models.IntegerField(null=True, blank=True)
    area_km2 = models.FloatField()
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(population=None) | models.Q(population__gte=0),
                name="neighborhood_population_is_not_negative",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("front:neighborhood", args=[self.slug])


class PopulationGroup(models.Model):
    """How many of those who live in a neighborhood belong to one group of a trait."""

    neighborhood = models.ForeignKey(
        Neighborhood, on_delete=models.CASCADE, related_name="population_groups"
    )
    trait = models.CharField(max_length=8, choices=Trait)
    group = models.CharField(max_length=12)
    people = models.PositiveIntegerField()
    source = models.CharField(max_length=120, help_text="who counted them")
    year = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["trait", "source", "neighborhood", "group"],
                name="group_is_counted_once_by_a_source",
            ),
            models.CheckConstraint(
                condition=models.Q(year__range=(1900, 2100)),
                name="people_are_counted_in_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.neighborhood}: {self.trait} {self.group}"


class Street(models.Model):
    """One named street line inside one neighborhood, for search and snap points."""

    name = models.CharField(max_length=160)
    neighborhood = models.ForeignKey(
        Neighborhood, on_delete=models.CASCADE, related_name="streets"
    )
    line = models.JSONField(help_text="GeoJSON LineString or MultiLineString")
    middle_lat = models.FloatField()
    middle_lon = models.FloatField()
    addresses = models.IntegerField(default=0)
    is_major = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "neighborhood"], name="street_once_per_neighborhood"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Landmark(models.Model):
    """A named place people say instead of an address: a school, a library, a park."""

    name = models.CharField(max_length=160)
    neighborhood = models.ForeignKey(
        Neighborhood, on_delete=models.CASCADE, related_name="landmarks"
    )
    lat = models.FloatField()
    lon = models.FloatField()

    def __str__(self) -> str:
        return self.name


class MapLayer(models.Model):
    """Water, parks or buildings drawn under the maps; GeoJSON geometry."""

    kind = models.CharField(
        max_length=12,
        choices=[("water", "water"), ("park", "park"), ("building", "building")],
    )
    name = models.CharField(max_length=160, blank=True)
    shape = models.JSONField()

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


class SnapPoint(models.Model):
    """The only kind of point the public ever gets (SECURITY promise 8, RULINGS 23)."""

    neighborhood = models.ForeignKey(
        Neighborhood, on_delete=models.CASCADE, related_name="snap_points"
    )
    lat = models.FloatField()
    lon = models.FloatField()
    label = models.CharField(max_length=200)
    source = models.CharField(
        max_length=6, choices=[("street", "street"), ("cell", "cell")]
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["neighborhood", "lat", "lon"], name="snap_point_once"
            )
        ]

    def __str__(self) -> str:
        return self.label


class Holiday(models.Model):
    """A day on which no reply is due."""

    on = models.DateField(unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.on} {self.name}"

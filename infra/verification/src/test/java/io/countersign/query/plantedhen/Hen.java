package io.countersign.query.plantedhen;

import io.countersign.query.plantedegg.Egg;

/** Comes from an egg. */
public record Hen(Egg egg) {}

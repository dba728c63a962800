package io.countersign.query.plantedegg;

import io.countersign.query.plantedhen.Hen;

/** Comes from a hen. */
public record Egg(Hen hen) {}

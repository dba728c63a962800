package io.countersign.contract.plantedhen;

import io.countersign.contract.plantedegg.Egg;

/** Comes from an egg. */
public record Hen(Egg egg) {}

package io.countersign.contract.plantedegg;

import io.countersign.contract.plantedhen.Hen;

/** Comes from a hen. */
public record Egg(Hen hen) {}

package io.countersign.contract.planted;

import io.countersign.domain.planted.KnowsSpring;

record KnowsTheDomain(KnowsSpring rule) {}

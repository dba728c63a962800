package io.countersign.query.catalogue;

import io.countersign.contract.terms.Term;
import io.countersign.contract.terms.TermType;
import io.countersign.contract.terms.Terms;
import java.util.List;
import java.util.Locale;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The business terms that an invoice may hold. */
@RestController
class TermsController {

    private static final CatalogueOfTerms CATALOGUE =
            new CatalogueOfTerms(Terms.all().stream().map(CatalogueEntry::of).toList());

    @GetMapping("/api/terms")
    CatalogueOfTerms terms() {
        return CATALOGUE;
    }

    /** All terms, in the order of the norm. */
    record CatalogueOfTerms(List<CatalogueEntry> items) {}

    /**
     * A term.
     *
     * @param path with {@code KEY} for a row's key
     * @param businessTerm e.g. {@code BT-131}
     * @param name as in the norm
     * @param type a {@link TermType} in lower case
     * @param group what it stands with, e.g. {@code seller}
     */
    record CatalogueEntry(String path, String businessTerm, String name, String type, String group) {

        static CatalogueEntry of(Term term) {
            return new CatalogueEntry(
                    term.path(),
                    term.businessTerm(),
                    term.name(),
                    term.type().name().toLowerCase(Locale.ROOT),
                    term.group());
        }
    }
}

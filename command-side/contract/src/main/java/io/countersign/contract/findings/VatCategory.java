package io.countersign.contract.findings;

import java.util.List;

/**
 * The VAT categories (UNTDID 5305, as far as EN 16931 allows) and what each asks for. The rules of all categories are
 * the same but for these facts.
 *
 * @param code the code in the invoice
 * @param prefix of the ids of its rules, e.g. {@code BR-IC} for intra-community supply
 * @param rate which rates it may have
 * @param byRate whether the VAT breakdown has a row for each rate, else one for all
 * @param reason whether its row in the VAT breakdown says why no VAT is charged
 * @param parties who must be identified for VAT
 */
record VatCategory(String code, String prefix, Rate rate, boolean byRate, Reason reason, Parties parties) {

    enum Rate {
        POSITIVE("above zero"),
        NOT_NEGATIVE("zero or above"),
        ZERO("zero"),
        NONE("absent");

        private final String description;

        Rate(String description) {
            this.description = description;
        }

        String description() {
            return description;
        }
    }

    enum Reason {
        REQUIRED,
        FORBIDDEN
    }

    enum Parties {
        /** The seller, by VAT identifier, tax registration or tax representative. */
        SELLER,
        /** The seller, by VAT identifier or tax representative. */
        SELLER_WITH_VAT_IDENTIFIER,
        /** The seller, and the buyer by VAT identifier or legal registration. */
        SELLER_AND_BUYER,
        /** The seller and the buyer, both by VAT identifiers. */
        BOTH_WITH_VAT_IDENTIFIERS,
        /** Nobody may be: there is no VAT. */
        NOBODY
    }

    static final List<VatCategory> ALL = List.of(
            new VatCategory("S", "BR-S", Rate.POSITIVE, true, Reason.FORBIDDEN, Parties.SELLER),
            new VatCategory("Z", "BR-Z", Rate.ZERO, false, Reason.FORBIDDEN, Parties.SELLER),
            new VatCategory("E", "BR-E", Rate.ZERO, false, Reason.REQUIRED, Parties.SELLER),
            new VatCategory("AE", "BR-AE", Rate.ZERO, false, Reason.REQUIRED, Parties.SELLER_AND_BUYER),
            new VatCategory("K", "BR-IC", Rate.ZERO, false, Reason.REQUIRED, Parties.BOTH_WITH_VAT_IDENTIFIERS),
            new VatCategory("G", "BR-G", Rate.ZERO, false, Reason.REQUIRED, Parties.SELLER_WITH_VAT_IDENTIFIER),
            new VatCategory("O", "BR-O", Rate.NONE, false, Reason.REQUIRED, Parties.NOBODY),
            new VatCategory("L", "BR-AF", Rate.NOT_NEGATIVE, true, Reason.FORBIDDEN, Parties.SELLER),
            new VatCategory("M", "BR-AG", Rate.NOT_NEGATIVE, true, Reason.FORBIDDEN, Parties.SELLER));
}

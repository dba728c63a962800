/**
 * How every process of Countersign reads JSON and answers errors.
 *
 * <p>{@link io.countersign.platform.web.WebConfiguration} comes with {@link
 * io.countersign.platform.security.SecurityConfiguration}: strict snake_case JSON, RFC 9457 problems for everything
 * that goes wrong, a ceiling on request bodies. {@link io.countersign.platform.web.BrowserPagesConfiguration}, for a
 * process whose class path holds the built UI under {@code static/}, serves it and its routes.
 *
 * <p>A use case names its refusals as types of {@link io.countersign.platform.web.ProblemException} beside it. Code
 * that answers several requests in one (a batch) turns an exception into the body of its answer by {@link
 * io.countersign.platform.web.Problems#describe}.
 *
 * <p>Properties: {@code countersign.web.max-document-size} (default 16MB: a document of 10 MiB in base64 and its terms)
 * for {@code POST /api/invoices}, {@code countersign.web.max-body-size} (default 10MB) for every other request.
 */
@NullMarked
package io.countersign.platform.web;

import org.jspecify.annotations.NullMarked;

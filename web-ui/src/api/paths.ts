import type * as t from './types';

type Json<T> = { content: { 'application/json': T } };
type Answer<T> = {
  responses: { 200: Json<T>; default: { content: { 'application/problem+json': t.Problem } } };
};
type Query<Q> = { parameters: { query?: Q } };
type OfInvoice<Q = never> = { parameters: { path: { id: string }; query?: Q } };
type Decision<B> = {
  post: {
    parameters: { path: { id: string }; header: { 'Idempotency-Key': string } };
    requestBody: Json<B>;
  } & Answer<t.Accepted>;
};

/** The server's routes in the shape that openapi-fetch reads; as narrow as what the screens call. */
export interface paths {
  '/api/me': { get: Answer<t.Me> };
  '/api/terms': { get: Answer<t.TermCatalogue> };
  '/api/reason-codes': { get: Answer<t.ReasonCodes> };
  '/api/invoices': {
    get: Query<{ status?: t.Status; q?: string; sort?: string; limit?: number; cursor?: string }> &
      Answer<t.QueuePage>;
  };
  '/api/invoices/{id}': { get: OfInvoice<{ min_version?: number }> & Answer<t.Invoice> };
  '/api/invoices/{id}/versions/{version}': {
    get: { parameters: { path: { id: string; version: number } } } & Answer<t.Invoice>;
  };
  '/api/invoices/{id}/history': {
    get: OfInvoice<{ cursor?: string; limit?: number }> & Answer<t.HistoryPage>;
  };
  '/api/invoices/{id}/corrections': Decision<t.CorrectionRequest>;
  '/api/invoices/{id}/approval': Decision<t.ApprovalRequest>;
  '/api/invoices/{id}/rejection': Decision<t.ReasonedRequest>;
  '/api/invoices/{id}/hold': Decision<t.ReasonedRequest>;
  '/api/invoices/{id}/reopening': Decision<t.ReasonedRequest>;
}

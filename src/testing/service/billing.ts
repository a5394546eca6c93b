/** A field that clients do not know and must let through, as the service has some. The money is made up. */
export const billingOf = (costCents: number) => ({
  cost_cents: costCents,
  note: 'made up by the sandbox: nothing is charged',
});

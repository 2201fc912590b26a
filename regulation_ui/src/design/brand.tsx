/** The mark of the product: a lozenge, the pulse that crosses it. */
export function Brand({ large = false }: { large?: boolean }) {
  return (
    <span className={`brand${large ? " large" : ""}`}>
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <path d="M16 4 28 16 16 28 4 16Z" fill="none" stroke="var(--accent)" strokeWidth="2.6" strokeLinejoin="round" />
        <path
          d="M9 16h3.4l2-4.8 3 9.4 2.1-4.6H23"
          fill="none"
          stroke="currentColor"
          strokeWidth="2.2"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      RRAMU
    </span>
  );
}

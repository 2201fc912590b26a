/** A one-time link: choose a password, set up the second factor, write the recovery codes down. The token stays in the page's fragment. */
import { type FormEvent, useEffect, useState } from "react";
import { ProblemError } from "../api/http";
import { lookAtLink, useLink as spend } from "../api/people";
import { Brand } from "../design/brand";
import { useWords } from "../i18n/words";
import type { AccessView } from "../wire";
import { Appearance } from "./appearance";
import { Field } from "./field";
import { Codes } from "./recovery_codes";

export function Access() {
  const words = useWords();
  const [token] = useState(() => location.hash.slice(1));
  const [asked, setAsked] = useState<AccessView | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [refused, setRefused] = useState<string | null>(null);

  useEffect(() => {
    history.replaceState(null, "", location.pathname); // kept out of the browser's history
    lookAtLink(token).then(setAsked, () => setRefused(words.people.access.expired));
  }, [token, words]);

  const use = async (password: string | null, code: string | null) => {
    try {
      const given = await spend({ token, password, code });
      if (given.codes.length > 0) setCodes(given.codes);
      else location.assign("/");
    } catch (error) {
      const known = error instanceof ProblemError ? error : null;
      setRefused(known && known.status !== 401 ? known.detail || known.title : words.people.access.expired);
    }
  };
  return (
    <main className="door">
      <section className="door-side">
        <Brand large />
        <p className="door-product">{words.product}</p>
      </section>
      <section className="door-form">
        <Appearance />
        {codes ? (
          <Codes codes={codes} onKept={() => location.assign("/")} />
        ) : asked ? (
          <Choose asked={asked} onUse={(password, code) => void use(password, code)} refused={refused} />
        ) : (
          <p className="door-refused" role="alert">
            {refused}
          </p>
        )}
      </section>
    </main>
  );
}

interface Props {
  asked: AccessView;
  refused: string | null;
  onUse: (password: string | null, code: string | null) => void;
}

function Choose({ asked, refused, onUse }: Props) {
  const words = useWords().people.access;
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [code, setCode] = useState("");
  const [differ, setDiffer] = useState(false);
  const choosesPassword = asked.purpose === "ACCESS";
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setDiffer(choosesPassword && password !== again);
    if (!choosesPassword || password === again) onUse(choosesPassword ? password : null, asked.secret ? code : null);
  };
  return (
    <form onSubmit={onSubmit}>
      <h1>{words.title}</h1>
      <p>{words.welcome(asked.name, asked.login)}</p>
      {choosesPassword && (
        <>
          <Field
            label={words.password(asked.minimum_password_length)}
            value={password}
            onChange={setPassword}
            autoComplete="new-password"
            id="new-password"
          />
          <Field label={words.again} value={again} onChange={setAgain} autoComplete="new-password" id="again" />
        </>
      )}
      {asked.secret && asked.qr_svg && (
        <fieldset className="factor">
          <legend>{words.factor}</legend>
          <p>{words.scan}</p>
          <img src={`data:image/svg+xml;base64,${btoa(asked.qr_svg)}`} alt={words.qr} width={190} height={190} />
          <code data-testid="secret">{asked.secret}</code>
          <Field label={words.code} value={code} onChange={setCode} autoComplete="one-time-code" id="code" />
        </fieldset>
      )}
      <p className="door-refused" role="alert">
        {differ ? words.differ : refused}
      </p>
      <button type="submit" className="button primary" data-testid="finish">
        {words.finish}
      </button>
    </form>
  );
}

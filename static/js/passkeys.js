// Makes and shows passkeys. A form marked data-passkey="make" or "show" is sent once the device has answered.
// Without script the form stays hidden, and the words beside it name another way.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const listed = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

async function made({ publicKey }) {
  const asked = {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: listed(publicKey.excludeCredentials),
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
  };
  const key = await navigator.credentials.create({ publicKey: asked });
  return {
    ...named(key),
    response: {
      clientDataJSON: text(key.response.clientDataJSON),
      attestationObject: text(key.response.attestationObject),
      transports: key.response.getTransports?.() ?? [],
    },
  };
}

async function shown({ publicKey }) {
  const asked = {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    allowCredentials: listed(publicKey.allowCredentials),
    userVerification: "required",
  };
  const key = await navigator.credentials.get({ publicKey: asked });
  const { response } = key;
  return {
    ...named(key),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    },
  };
}

const named = (key) => ({
  id: key.id,
  rawId: text(key.rawId),
  type: key.type,
  clientExtensionResults: key.getClientExtensionResults(),
});

async function options(form) {
  const kept = document.getElementById("js_data");
  const { request_options, creation_options } = kept
    ? JSON.parse(kept.textContent)
    : await (await fetch(form.action, { headers: { Accept: "application/json" } })).json();
  return creation_options ?? request_options;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const status = form.querySelector("[role=status]");
  const answer = form.querySelector("[name=credential]");
  if (!window.PublicKeyCredential) {
    status.textContent = form.dataset.unable;
    form.querySelector("button").disabled = true;
    continue;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    status.textContent = "";
    try {
      const asked = await options(form);
      answer.value = JSON.stringify(await (form.dataset.passkey === "make" ? made(asked) : shown(asked)));
      form.submit();
    } catch {
      status.textContent = form.dataset.failed;
    }
  });
}

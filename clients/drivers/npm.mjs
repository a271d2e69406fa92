// Drives the clients from npm: `node npm.mjs CLIENT ORIGIN [OPERATIONS]`.
import { readFileSync } from "node:fs";

const [client, origin, file] = process.argv.slice(2);
const chat = "mistral-medium-latest";

async function attempt(operation, call) {
  let answer, failure = "";
  try {
    answer = await call();
  } catch (error) {
    const cause = error.cause ? ` (${error.cause})` : "";
    failure = `${error.name}: ${error.message}${cause}`;
  }
  console.log(JSON.stringify({ operation, failure }));
  return answer;
}

const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

function filled(value, kept) {
  if (typeof value === "string" && value.startsWith("$")) return kept[value.slice(1)];
  if (typeof value === "string" && value.startsWith("@"))
    return { fileName: value.slice(1), content: new Blob(["{}\n"]) };
  if (Array.isArray(value)) return value.map((each) => filled(each, kept));
  if (value === null || typeof value !== "object") return value;
  const pairs = Object.entries(value);
  return Object.fromEntries(pairs.map(([k, v]) => [camel(k), filled(v, kept)]));
}

async function read(answer) {
  if (answer?.[Symbol.asyncIterator])
    for await (const each of answer) if (each === undefined) throw Error("nothing");
  return answer;
}

function methodOf(sdk, names) {
  for (const name of names) {
    const parts = name.split(".").map(camel);
    const method = parts.pop();
    const holder = parts.reduce((found, part) => found?.[part], sdk);
    if (holder?.[method]) return holder[method].bind(holder);
  }
}

// Of some methods the client wants the id, and all the rest in an object of its own.
function shaped(argument, nested) {
  if (!nested) return argument;
  const [[id, value], ...rest] = Object.entries(argument);
  return { [id]: value, [nested]: Object.fromEntries(rest) };
}

// What the client itself takes no null for is left out.
async function withNulls(method, argument, nulls) {
  const absent = Object.fromEntries(nulls.map((name) => [camel(name), null]));
  for (;;) {
    try {
      return await read(await method({ ...argument, ...absent }));
    } catch (error) {
      const refused = (error.cause?.issues ?? []).map((each) => each.path.at(-1));
      const known = refused.filter((name) => name in absent);
      if (!known.length) throw error;
      for (const name of known) delete absent[name];
    }
  }
}

async function official() {
  const { Mistral } = await import("@mistralai/mistralai");
  const sdk = new Mistral({ apiKey: "any", serverURL: origin });
  const kept = {};
  for (const row of JSON.parse(readFileSync(file, "utf8"))) {
    const method = methodOf(sdk, row.call);
    if (!method || row.old) continue;
    const { nested } = row;
    const argument = filled(row.arguments ?? {}, kept);
    const answer = await attempt(row.id, async () =>
      read(await method(shaped(argument, nested))),
    );
    for (const [name, path] of Object.entries(row.keep ?? {}))
      kept[name] = path.split(".").reduce((found, part) => found?.[camel(part)], answer);
    if (row.nulls?.length && !row.once)
      await attempt(`${row.id}, with nulls`, () =>
        withNulls((given) => method(shaped(given, nested)), argument, row.nulls),
      );
  }
}

async function vercel() {
  const { createMistral } = await import("@ai-sdk/mistral");
  const ai = await import("ai");
  const { z } = await import("zod");
  const mistral = createMistral({ apiKey: "any", baseURL: `${origin}/v1` });
  const model = mistral(chat);
  const prompt = "What is the weather in Paris?";
  const get_weather = ai.tool({
    inputSchema: z.object({ city: z.string() }),
    execute: async () => "rain",
  });
  const tools = { get_weather };
  const stopWhen = ai.stepCountIs(5);
  const schema = z.object({ city: z.string(), rain: z.boolean() });
  const calls = {
    "chat.completions.create": () => ai.generateText({ model, prompt }),
    "chat.completions.create, streamed": async () =>
      read(ai.streamText({ model, prompt, onError: ({ error }) => { throw error; } }).textStream),
    "chat.completions.create, with tools": async () => {
      const { steps, text } = await ai.generateText({ model, prompt, tools, stopWhen });
      if (steps.length !== 2 || !text) throw Error(`${steps.length} steps`);
    },
    "chat.completions.create, structured": () => ai.generateObject({ model, prompt, schema }),
    "chat.completions.create, thinking": () => {
      const mistral = { reasoningEffort: "high" };
      return ai.generateText({ model, prompt, providerOptions: { mistral } });
    },
    "embeddings.create": () =>
      ai.embedMany({ model: mistral.embedding("mistral-embed"), values: ["one", "two"] }),
  };
  if (mistral.transcription)
    calls["audio.transcriptions.create, with a file"] = () =>
      ai.experimental_transcribe({
        model: mistral.transcription("voxtral-mini-latest"),
        audio: new Uint8Array(16000),
      });
  if (mistral.speech)
    calls["audio.speech.create"] = () =>
      ai.experimental_generateSpeech({
        model: mistral.speech("voxtral-mini-tts-latest"),
        text: prompt,
      });
  for (const [operation, call] of Object.entries(calls)) await attempt(operation, call);
}

await { official, vercel }[client]();

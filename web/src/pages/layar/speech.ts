// Spoken calls (screens.md 8): a chime, 0.4 s, the sentence, and once more after 8 s; calls queue and never overlap.
// The waiting room hears Indonesian, whatever language the pages have.
import { sentence } from '../../words/words'

const say = (key: string, values?: Record<string, string>) => sentence('id', key, values)

/** 12: "dua belas". What is no number up to 99 stays as it is. */
export function numberWords(text: string): string {
  const n = Number(text)
  if (!/^\d{1,2}$/.test(text)) return text
  if (n < 20) return say('layar.angka_' + n)
  const tens = say('layar.angka_' + Math.floor(n / 10)), rest = n % 10
  return say('layar.puluh', { puluhan: tens }) + (rest > 0 ? ' ' + say('layar.angka_' + rest) : '')
}

/** "Nomor antrian. A, nol, tiga, tujuh. Silakan ke meja dua." */
export function spokenCall(label: string, desk: string): string {
  const signs = [...label.replace(/[^0-9A-Z]/gi, '').toUpperCase()].map((sign) => (/\d/.test(sign) ? say('layar.angka_' + sign) : 'APK'.includes(sign) ? say('layar.huruf_' + sign) : sign))
  const where = desk.toLowerCase().replace(/\d+/g, numberWords)
  return say('layar.ucapan', { nomor: signs.join(', '), meja: where })
}

/** The recorded words of the same call, by the keys of their words; a name of a desk that nobody recorded is left out. */
export function recordedCall(label: string, desk: string): string[] {
  const number = (text: string): string[] => {
    const n = Number(text)
    if (n < 20) return ['layar.angka_' + n]
    return n < 100 ? ['layar.angka_' + Math.floor(n / 10), 'layar.kata_puluh', ...(n % 10 > 0 ? ['layar.angka_' + (n % 10)] : [])] : [...text].map((digit) => 'layar.angka_' + digit)
  }
  const signs = [...label.toUpperCase()].flatMap((sign) => (/\d/.test(sign) ? ['layar.angka_' + sign] : 'APK'.includes(sign) ? ['layar.huruf_' + sign] : []))
  const where = desk.toLowerCase().split(/\s+/).flatMap((word) => (/^\d+$/.test(word) ? number(String(Number(word))) : word === 'meja' ? ['layar.kata_meja'] : word === 'loket' ? ['layar.kata_loket'] : []))
  return ['layar.kata_nomor', ...signs, 'layar.kata_silakan', ...where]
}

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))

/** An Indonesian voice; the list arrives late. Some systems call the language "in". */
export async function indonesianVoice(): Promise<SpeechSynthesisVoice | null> {
  if (!('speechSynthesis' in window)) return null
  const find = () => speechSynthesis.getVoices().find((voice) => /^(id|in)\b/i.test(voice.lang)) ?? null
  const there = find()
  if (there) return there
  await Promise.race([new Promise((done) => speechSynthesis.addEventListener('voiceschanged', done, { once: true })), pause(2000)])
  return find()
}

export interface Announcement { label: string; desk: string }

export class Announcer {
  private readonly waiting: Announcement[] = []
  private speaking = false
  private readonly recorded = new Map<string, AudioBuffer>()
  private constructor(private readonly sound: AudioContext, readonly voice: SpeechSynthesisVoice | null) {}
  /** Whether calls are spoken, by a voice or from recorded words, and not only chimed. */
  get speaks() { return this.voice !== null || this.recorded.size > 0 }

  /** After a key or a click: without one the browser stays silent. */
  static async start(): Promise<Announcer> {
    const sound = new AudioContext()
    await sound.resume()
    const announcer = new Announcer(sound, await indonesianVoice())
    if (!announcer.voice) await announcer.fetchWords()
    return announcer
  }

  call(one: Announcement) {
    this.waiting.push(one)
    void this.work()
  }

  private async work() {
    if (this.speaking) return
    this.speaking = true
    for (let one = this.waiting.shift(); one; one = this.waiting.shift()) {
      await this.announce(one)
      await pause(8000)
      await this.announce(one)
    }
    this.speaking = false
  }

  /** The words that came with the program; none if it was built without them. */
  private async fetchWords() {
    const all = new Set(['A-01', 'P-23', 'K-45', 'A-67', 'A-89'].flatMap((label) => recordedCall(label, 'Meja 20 Loket')))
    for (let n = 10; n < 20; ++n) all.add('layar.angka_' + n)
    await Promise.all([...all].map(async (key) => {
      const answer = await fetch(`/voice/${key.replace('layar.', '')}.wav`).catch(() => null)
      if (answer?.ok) await this.sound.decodeAudioData(await answer.arrayBuffer()).then((words) => void this.recorded.set(key, words), () => undefined)
    }))
  }

  private async announce({ label, desk }: Announcement) {
    await this.chime()
    await pause(400)
    if (this.voice) await this.speak(spokenCall(label, desk))
    else await this.play(recordedCall(label, desk))
  }

  /** Two notes, a third apart. */
  private async chime() {
    const begin = this.sound.currentTime
    for (const [i, hertz] of [659, 523].entries()) {
      const tone = this.sound.createOscillator(), loudness = this.sound.createGain()
      tone.frequency.value = hertz
      tone.connect(loudness).connect(this.sound.destination)
      loudness.gain.setValueAtTime(0.35, begin + i * 0.45)
      loudness.gain.exponentialRampToValueAtTime(0.001, begin + i * 0.45 + 0.9)
      tone.start(begin + i * 0.45)
      tone.stop(begin + i * 0.45 + 0.9)
    }
    await pause(1400)
  }

  private async play(keys: string[]) {
    let at = this.sound.currentTime + 0.05
    for (const key of keys) {
      const words = this.recorded.get(key)
      if (!words) continue
      const source = this.sound.createBufferSource()
      source.buffer = words
      source.connect(this.sound.destination)
      source.start(at)
      at += words.duration + (key.startsWith('layar.kata_') ? 0.2 : 0.12)
    }
    await pause((at - this.sound.currentTime) * 1000)
  }

  private speak(text: string): Promise<void> {
    return new Promise((done) => {
      const words = new SpeechSynthesisUtterance(text)
      words.voice = this.voice
      words.lang = this.voice?.lang ?? 'id-ID'
      words.rate = 0.85
      // A voice that never ends does not hold the queue up.
      const late = setTimeout(done, 15_000)
      words.onend = words.onerror = () => { clearTimeout(late); done() }
      speechSynthesis.speak(words)
    })
  }
}

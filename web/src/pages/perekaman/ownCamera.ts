// The browser's own camera, for desks whose office has none.
import { useEffect, useRef, useState } from 'react'

export const hasOwnCamera = () => Boolean(navigator.mediaDevices?.getUserMedia)

/** While `on` the camera runs in the element of `video`; `denied`: nobody allowed it, or there is none. */
export function useOwnCamera(on: boolean) {
  const video = useRef<HTMLVideoElement>(null)
  const [denied, setDenied] = useState(false)
  useEffect(() => {
    if (!on) return
    let stream: MediaStream | undefined
    let here = true
    navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, height: { ideal: 720 } } }).then((found) => {
      if (!here) return found.getTracks().forEach((track) => track.stop())
      stream = found
      if (video.current) video.current.srcObject = found
      setDenied(false)
    }, () => setDenied(true))
    return () => { here = false; stream?.getTracks().forEach((track) => track.stop()) }
  }, [on])
  return { video, denied }
}

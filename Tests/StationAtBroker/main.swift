import Foundation
import VigilCore
import VigilNotify
import VigilStationConfiguration

// Shows the camera `gate` at a broker until it is killed: the arguments are the lines of a channel, as in a station's file.
do {
  let lines = CommandLine.arguments.dropFirst().map { "    \($0)\n" }.joined()
  let text = "cameras: {gate: {source: a.mp4}}\nnotify:\n  phone:\n\(lines)"
  let settings = try StationFile(text: text, name: "s.yaml").notify
  let notifier = Broker(settings[0], station: "yard")
  notifier?.follow(["gate"])
  notifier?.note([CameraState(name: "gate", isConnected: true)])
  await notifier?.run(stop: StopRequest())
} catch {
  FileHandle.standardError.write(Data("\(error)\n".utf8))
  exit(1)
}

import CFFmpeg
import Foundation

/// A camera connected to this machine.
public struct CameraDevice: Hashable, Sendable, Codable {
  /// The address for `MediaSource`, such as `/dev/video0`.
  public var path: String
  /// The name reported by the driver.
  public var name: String

  /// Makes a description.
  public init(path: String, name: String) {
    self.path = path
    self.name = name
  }

  /// The cameras of this machine, in the order of their numbers; always empty where there is no V4L2.
  ///
  /// Devices that cannot capture video, such as a camera's metadata node, are left out. Asking the driver takes
  /// a few milliseconds.
  public static func connected() -> [CameraDevice] {
    connected(in: "/dev")
  }

  /// The cameras among the devices of a folder.
  package static func connected(in folder: String) -> [CameraDevice] {
    let prefix = "video"
    let numbers = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { $0.hasPrefix(prefix) }
      .compactMap { Int($0.dropFirst(prefix.count)) }
      .sorted()
    return numbers.compactMap { number in
      let path = "\(folder)/\(prefix)\(number)"
      var isCamera = false
      let name = FFmpegLibrary.text(upTo: 32) { isCamera = vigil_capture_device_name(path, $0) == 1 }
      return isCamera ? CameraDevice(path: path, name: name) : nil
    }
  }
}

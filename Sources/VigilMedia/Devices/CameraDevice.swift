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

  /// What it can send, in the driver's order; empty if the driver does not say.
  public var modes: [CameraMode] { Self.modes(of: path) }

  /// What the device of a path can send.
  static func modes(of path: String) -> [CameraMode] {
    var listed: [vigil_capture_mode] = []
    withUnsafeMutablePointer(to: &listed) { listed in
      vigil_capture_modes(path, listed) { listed, mode in
        listed?.assumingMemoryBound(to: [vigil_capture_mode].self).pointee.append(mode)
      }
    }
    return listed.compactMap { mode in
      formats[mode.pixels].map {
        CameraMode(
          format: $0, width: Int(mode.width), height: Int(mode.height),
          framesPerSecond: mode.rate > 0 ? mode.rate : nil)
      }
    }
  }

  /// FFmpeg's names of the formats in which cameras send, by V4L2's code; those of unprocessed sensors are none that it reads.
  private static let formats: [UInt32: String] = [
    code("MJPG"): "mjpeg", code("JPEG"): "mjpeg", code("H264"): "h264", code("HEVC"): "hevc",
    code("YUYV"): "yuyv422", code("UYVY"): "uyvy422", code("NV12"): "nv12", code("YU12"): "yuv420p",
  ]

  private static func code(_ text: StaticString) -> UInt32 {
    text.withUTF8Buffer { $0.reversed().reduce(0) { $0 << 8 | UInt32($1) } }
  }
}

import CFFmpeg
import Foundation

/// FFmpeg's libavdevice, which reads local cameras and computed pictures, found when one is asked for.
///
/// Opened late rather than linked: with FFmpeg's filters behind it, it brings a hundred libraries (speech recognition, drivers
/// of screens and sound) that would cost every other run 70 ms and 20 MiB.
enum DeviceLibrary {
  /// Its file, of the release whose libavformat is linked.
  static let file: String = {
    #if canImport(Darwin)
      "libavdevice.\(LIBAVDEVICE_VERSION_MAJOR).dylib"
    #else
      "libavdevice.so.\(LIBAVDEVICE_VERSION_MAJOR)"
    #endif
  }()

  private static let registered: Bool = {
    guard let library = dlopen(file, RTLD_NOW | RTLD_LOCAL),
      let register = dlsym(library, "avdevice_register_all")
    else { return false }
    unsafeBitCast(register, to: (@convention(c) () -> Void).self)()
    return true
  }()

  /// Makes its formats known to FFmpeg, the first time.
  ///
  /// - Throws: `unsupportedSource` if it is not installed.
  static func register() throws(MediaError) {
    guard registered else {
      throw MediaError(
        .unsupportedSource,
        "cameras of this machine and computed pictures need FFmpeg's \(file), which is not installed "
          + "(Debian: apt-get install libavdevice\(LIBAVDEVICE_VERSION_MAJOR))")
    }
  }
}

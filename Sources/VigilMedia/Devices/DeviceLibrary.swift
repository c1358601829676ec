import CFFmpeg
import Foundation

/// FFmpeg's libavdevice, which reads local cameras and generated test pictures, loaded on first use.
///
/// Loaded late rather than linked: with FFmpeg's filters behind it, it pulls in a hundred libraries (speech recognition, drivers
/// for screens and sound) that would cost every other run 70 ms and 20 MiB.
enum DeviceLibrary {
  /// Its file, of the same release as the linked libavformat.
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

  /// Registers its formats with FFmpeg, the first time.
  ///
  /// - Throws: `unsupportedSource` if it is not installed.
  static func register() throws(MediaError) {
    guard registered else {
      throw MediaError(
        .unsupportedSource,
        "local cameras and test pictures need FFmpeg's \(file), which is not installed "
          + "(Debian: apt-get install libavdevice\(LIBAVDEVICE_VERSION_MAJOR))")
    }
  }
}

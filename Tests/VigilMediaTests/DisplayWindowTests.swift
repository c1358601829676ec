import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

/// A screen that exists in memory only.
final class VirtualScreen: @unchecked Sendable {
  static let isInstalled =
    CommandLineTool.path(of: "Xvfb") != nil
    && (try? CommandLineTool.run("python3", ["-c", "import ctypes; ctypes.CDLL('libSDL2-2.0.so.0')"])) != nil

  let name: String
  private let process = Process()

  init() throws {
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: CommandLineTool.path(of: "Xvfb") ?? "")
    process.arguments = ["-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp"]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let number = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    name = ":" + number.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  deinit {
    // A child of a test process has the gentler signal blocked.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    for leftover in ["/tmp/.X\(name.dropFirst())-lock", "/tmp/.X11-unix/X\(name.dropFirst())"] {
      try? FileManager.default.removeItem(atPath: leftover)
    }
  }

  /// What the screen shows, as RGB.
  func pixels() throws -> [UInt8] {
    let folder = try TemporaryFolder()
    try CommandLineTool.ffmpeg(
      "-f", "x11grab", "-video_size", "640x480", "-draw_mouse", "0", "-i", name, "-frames:v", "1", "-f",
      "rawvideo", "-pix_fmt", "rgb24", folder.path("screen"))
    return [UInt8](try Data(contentsOf: folder.url.appending(path: "screen")))
  }

  /// Closes a window or presses a key in it.
  func act(_ action: String, on title: String) throws {
    let script = try #require(Bundle.module.url(forResource: "Fixtures/window_event", withExtension: "py"))
    try CommandLineTool.run("python3", [script.path, name, title, action])
  }
}

@Suite(.serialized) struct `A display window` {
  private let frame = Frame(
    index: 0, time: 0, width: 320, height: 240,
    pixels: (0..<320 * 240).flatMap { _ in [255, 128, 0] as [UInt8] })

  @Test(
    .enabled(if: VirtualScreen.isInstalled, "Xvfb or SDL 2 is not installed"),
    arguments: ["close", "q", "Escape"])
  func `shows frames until it is closed`(action: String) async throws {
    let screen = try VirtualScreen()
    setenv("DISPLAY", screen.name, 1)
    unsetenv("WAYLAND_DISPLAY")
    defer { unsetenv("DISPLAY") }
    let window = DisplayWindow(title: "vigil test")
    #expect(try await window.show(frame))
    #expect(try await window.show(frame))
    let shown = try screen.pixels()
    let orange = stride(from: 0, to: shown.count, by: 3).filter { shown[$0] == 255 && shown[$0 + 1] == 128 }
    #expect(orange.count == 320 * 240)
    if action == "q" {
      try screen.act("a", on: "vigil test")
      #expect(try await window.show(frame), "another key does nothing")
    }
    try screen.act(action, on: "vigil test")
    #expect(try await !window.show(frame))
    #expect(try await !window.show(frame), "it stays closed")
    #expect(throws: CommandLineTool.Failure.self) { try screen.act("close", on: "vigil test") }
  }

  @Test(.enabled(if: VirtualScreen.isInstalled, "Xvfb or SDL 2 is not installed"))
  func `shows all of a picture that is larger than the display`() async throws {
    let screen = try VirtualScreen()
    setenv("DISPLAY", screen.name, 1)
    unsetenv("WAYLAND_DISPLAY")
    defer { unsetenv("DISPLAY") }
    let (width, height) = (1920, 1080)
    let frame = Frame(
      index: 0, time: 0, width: width, height: height,
      pixels: (0..<width * height).flatMap { _ in [255, 128, 0] as [UInt8] })
    let window = DisplayWindow(title: "vigil test")
    #expect(try await window.show(frame))
    let shown = try screen.pixels()
    let orange = stride(from: 0, to: shown.count, by: 3).count { shown[$0] == 255 && shown[$0 + 1] == 128 }
    // 95 % of 640 pixels, and as much as belongs to that.
    #expect(abs(orange - 608 * 342) <= 608)
    await window.close()
  }

  @Test(arguments: [nil, ":987"]) func `says that there is no screen`(display: String?) async {
    unsetenv("WAYLAND_DISPLAY")
    if let display { setenv("DISPLAY", display, 1) } else { unsetenv("DISPLAY") }
    defer { unsetenv("DISPLAY") }
    let window = DisplayWindow(title: "vigil test")
    let error = await #expect(throws: MediaError.self) { try await window.show(frame) }
    #expect(error?.code == .noDisplay && error?.message.contains("without the window") == true)
  }
}

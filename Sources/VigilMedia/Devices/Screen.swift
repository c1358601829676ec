import Foundation
import VigilCore

/// An open SDL window. Belongs to one thread.
final class Screen {
  // Constants of SDL 2's headers.
  private static let video: UInt32 = 0x20
  private static let resizable: UInt32 = 0x20
  private static let anywhere: Int32 = 0x1FFF_0000
  private static let software: UInt32 = 1
  private static let rgb24: UInt32 = 0x1710_1803
  private static let streaming: Int32 = 1
  private static let quitEvent: UInt32 = 0x100
  private static let keyEvent: UInt32 = 0x300
  private static let leavingKeys: [Int32] = [0x71, 0x1B]
  /// Where a key event keeps its key (SDL_KeyboardEvent.keysym.sym).
  private static let keyOffset = 20

  private let library: SDLLibrary
  private let window: SDLLibrary.Handle
  private let renderer: SDLLibrary.Handle
  private var texture: SDLLibrary.Handle?
  private var size = (width: 0, height: 0)

  init(title: String, width: Int, height: Int) throws(MediaError) {
    guard let library = SDLLibrary.installed else {
      throw MediaError(.noDisplay, "cannot show a window: SDL 2 is not installed (libsdl2-2.0-0)")
    }
    // Asked for one kind of screen, SDL tries no others, some of which print complaints or show nothing at all.
    let environment = ProcessInfo.processInfo.environment
    let driver =
      environment["DISPLAY"] != nil ? "x11" : environment["WAYLAND_DISPLAY"] != nil ? "wayland" : nil
    guard let driver = environment["SDL_VIDEODRIVER"] ?? driver else {
      throw MediaError(
        .noDisplay, "cannot show a window: there is no screen; run it on a desktop, or without the window")
    }
    _ = library.setHint("SDL_VIDEODRIVER", driver)
    // Otherwise SDL keeps Ctrl-C from the program.
    _ = library.setHint("SDL_NO_SIGNAL_HANDLERS", "1")
    guard library.initialise(Self.video) == 0 else {
      throw MediaError(
        .noDisplay, "cannot show a window: \(library.complaint); run it on a desktop, or without the window")
    }
    let fitted = Self.fitted(width, height, library: library)
    guard
      let window = library.createWindow(
        title, Self.anywhere, Self.anywhere, fitted.width, fitted.height, Self.resizable)
    else {
      let complaint = library.complaint
      library.quit(Self.video)
      throw MediaError(.noDisplay, "cannot show a window: \(complaint)")
    }
    // Drawn without the GPU, which the networks may be using, and which not every machine has.
    guard let renderer = library.createRenderer(window, -1, Self.software) else {
      let complaint = library.complaint
      library.destroyWindow(window)
      library.quit(Self.video)
      throw MediaError(.noDisplay, "cannot draw in a window: \(complaint)")
    }
    self.library = library
    self.window = window
    self.renderer = renderer
  }

  deinit {
    if let texture { library.destroyTexture(texture) }
    library.destroyRenderer(renderer)
    library.destroyWindow(window)
    library.quit(Self.video)
  }

  /// The size of a window for pictures: theirs, or in the same proportions what fits on the first display.
  private static func fitted(
    _ width: Int, _ height: Int, library: SDLLibrary
  ) -> (width: Int32, height: Int32) {
    var bounds: [Int32] = [0, 0, 0, 0]
    guard library.usableBounds(0, &bounds) == 0, bounds[2] > 0, bounds[3] > 0 else {
      return (Int32(width), Int32(height))
    }
    let scale = frameAllowance * min(Double(bounds[2]) / Double(width), Double(bounds[3]) / Double(height))
    guard scale < frameAllowance else { return (Int32(width), Int32(height)) }
    return (max(1, Int32(Double(width) * scale)), max(1, Int32(Double(height) * scale)))
  }

  /// What a picture may take of the display, beside the title and the borders of its window.
  private static let frameAllowance = 0.95

  func draw(_ frame: Frame) throws(MediaError) {
    if size != (frame.width, frame.height) {
      if let texture { library.destroyTexture(texture) }
      texture = library.createTexture(
        renderer, Self.rgb24, Self.streaming, Int32(frame.width), Int32(frame.height))
      size = (frame.width, frame.height)
      // Keeps the proportions when the window is resized.
      _ = library.setLogicalSize(renderer, Int32(frame.width), Int32(frame.height))
    }
    guard let texture else {
      throw MediaError(.noDisplay, "cannot draw a frame: \(library.complaint)")
    }
    frame.pixels.withUnsafeBytes { pixels in
      guard let start = pixels.baseAddress else { return }
      _ = library.updateTexture(texture, nil, start, Int32(frame.width * 3))
    }
    _ = library.clear(renderer)
    _ = library.copy(renderer, texture, nil, nil)
    library.present(renderer)
  }

  /// Handles user input; true if it asked to close the window.
  func isLeft() -> Bool {
    // An SDL_Event is 56 bytes with its kind first.
    withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { event in
      guard let start = event.baseAddress else { return false }
      var isLeft = false
      while library.pollEvent(start) != 0 {
        switch event.load(as: UInt32.self) {
        case Self.quitEvent: isLeft = true
        case Self.keyEvent:
          isLeft =
            isLeft || Self.leavingKeys.contains(event.load(fromByteOffset: Self.keyOffset, as: Int32.self))
        default: break
        }
      }
      return isLeft
    }
  }
}

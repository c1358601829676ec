import Hummingbird
import NIOCore
import VigilReport

/// What pages load beside themselves. It is compiled in: nothing can be missing beside the program, or be of another version.
enum PageFile: String, CaseIterable {
  case style = "style.css"
  case icon = "icon.svg"
  case page = "page.js"
  case signIn = "sign-in.js"
  case cameras = "cameras.js"
  case tile = "tile.js"
  case spark = "spark.js"
  case live = "live.js"
  case records = "records.js"
  case player = "player.js"
  case screen = "screen.js"
  case event = "event.js"
  case camera = "camera.js"
  case changes = "changes.js"

  /// Where it is answered.
  var path: String { "/page/\(rawValue)" }

  private var content: [UInt8] {
    switch self {
    case .style: PackageResources.style_css + Array(ChartStyle.sheet.utf8)
    case .icon: PackageResources.icon_svg
    case .page: PackageResources.page_js
    case .signIn: PackageResources.sign_in_js
    case .cameras: PackageResources.cameras_js
    case .tile: PackageResources.tile_js
    case .spark: PackageResources.spark_js
    case .live: PackageResources.live_js
    case .records: PackageResources.records_js
    case .player: PackageResources.player_js
    case .screen: PackageResources.screen_js
    case .event: PackageResources.event_js
    case .camera: PackageResources.camera_js
    case .changes: PackageResources.changes_js
    }
  }

  private var type: String {
    switch self {
    case .style: "text/css; charset=utf-8"
    case .icon: "image/svg+xml"
    default: "text/javascript; charset=utf-8"
    }
  }

  /// The file as an answer. The envelope's policy holds for it: opened by itself, it may load nothing.
  var response: Response {
    Response(
      status: .ok, headers: [.contentType: type],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: content)))
  }
}

import QtQuick
import OpenLuke
import ".."
import "../controls"

// Denser than the customer's screens: 14 mm rows. Portrait: wall over door over buses; landscape: wall left.
Item {
    id: screen

    required property ServiceViewModel vm
    readonly property real inner: width - 2 * Theme.margin
    readonly property real wallRatio: (vm.wall as WallViewModel).ratio
    // The left half in landscape. Not the wall's own width: that depends on how high the table below it is.
    readonly property real across: inner * (Theme.landscape ? 0.52 : 1)

    ServiceBar {
        id: bar

        x: Theme.margin
        y: Theme.gap
        width: screen.inner
        vm: screen.vm
        title: screen.vm.technician
        otherAction: "camera_page"
        otherSymbol: "camera"
        otherLabel: screen.vm.cameraLabel
    }

    Wall {
        id: wall

        readonly property real room: screen.height - y - system.height - Theme.gap * 2 - (Theme.landscape ? buses.implicitHeight + Theme.gap : Theme.dense * 10)

        x: Theme.margin
        y: bar.y + bar.height + Theme.gap
        width: Math.min(screen.across, room * screen.wallRatio)
        height: width / screen.wallRatio
        wall: screen.vm.wall as WallViewModel
        selectable: screen.vm.actions.includes("select_door")
        onSelected: number => screen.vm.actOn("select_door", number)
    }

    DoorPanel {
        x: Theme.landscape ? 2 * Theme.margin + screen.across : Theme.margin
        y: Theme.landscape ? wall.y : wall.y + wall.height + Theme.block
        width: screen.width - Theme.margin - x
        height: (Theme.landscape ? system.y : buses.y) - Theme.gap - y
        vm: screen.vm
    }

    BusTable {
        id: buses

        x: Theme.margin
        y: system.y - implicitHeight - Theme.gap / 2
        width: screen.across
        vm: screen.vm
        rows: screen.vm.buses
    }

    SystemFacts {
        id: system

        x: Theme.margin
        y: screen.height - height - Theme.gap
        width: screen.inner
        facts: screen.vm.system
    }
}

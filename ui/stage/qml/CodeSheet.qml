pragma ComponentBehavior: Bound
import QtQuick
import OpenLuke.Stage
import "../../qml"

// All codes, in four heaps. Scrolled by the wheel and the bar only: a drag takes a card.
Item {
    id: codes

    required property SheetModel sheet
    required property Hand hand
    property string heap: "customers"
    readonly property var heaped: ({
            "customers": sheet.customers,
            "badges": sheet.badges,
            "goods": sheet.goods,
            "typed": sheet.typed
        })
    readonly property var hints: ({
            "goods": "Show a badge first.",
            "typed": "Type on the kiosk."
        })

    Section {
        id: head

        anchors {
            left: parent.left
            right: heaps.left
            verticalCenter: heaps.verticalCenter
        }
        title: "Codes"
        hint: codes.hints[codes.heap] ?? ""
    }

    Choice {
        id: heaps

        anchors.right: parent.right
        options: [
            {
                value: "customers",
                text: "Customers"
            },
            {
                value: "badges",
                text: "Badges"
            },
            {
                value: "goods",
                text: "Goods"
            },
            {
                value: "typed",
                text: "To type"
            }
        ]
        current: codes.heap
        onChosen: value => codes.heap = value
    }

    GridView {
        id: grid

        anchors {
            left: parent.left
            right: parent.right
            rightMargin: -Look.gap
            top: heaps.bottom
            topMargin: Look.gap
            bottom: parent.bottom
        }
        clip: true
        interactive: false
        boundsBehavior: Flickable.StopAtBounds
        cellWidth: width / Math.max(2, Math.floor(width / 236))
        cellHeight: 112
        model: codes.heaped[codes.heap]
        delegate: codes.heap === "typed" ? typed : shown
        cacheBuffer: 4000
    }

    WheelHandler {
        target: null
        onWheel: event => grid.contentY = Math.max(0, Math.min(grid.contentHeight - grid.height, grid.contentY - event.angleDelta.y))
    }

    Rectangle {
        anchors {
            right: parent.right
            rightMargin: -Look.gap
        }
        y: grid.y + grid.visibleArea.yPosition * grid.height
        width: 4
        height: grid.visibleArea.heightRatio * grid.height
        radius: 2
        color: Theme.soft
        visible: grid.visibleArea.heightRatio < 1
    }

    Component {
        id: shown

        Item {
            id: place

            required property string name
            required property string title
            required property string picture
            required property string expected

            width: grid.cellWidth
            height: grid.cellHeight

            CodeCard {
                width: parent.width - Look.gap
                height: parent.height - Look.gap
                name: place.name
                title: place.title
                picture: place.picture
                expected: place.expected
                hand: codes.hand
                onShown: codes.hand.camera.holdUp(place.picture, place.title)
            }
        }
    }

    Component {
        id: typed

        Item {
            id: place

            required property string title
            required property string typed
            required property string expected

            width: grid.cellWidth
            height: grid.cellHeight

            TypedCard {
                width: parent.width - Look.gap
                height: parent.height - Look.gap
                title: place.title
                typed: place.typed
                expected: place.expected
            }
        }
    }
}

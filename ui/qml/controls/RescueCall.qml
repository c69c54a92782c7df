import QtQuick
import OpenLuke
import ".."

// The number to call, large, and the emergency numbers. It stands on every screen about somebody inside.
Rectangle {
    id: call

    required property RescueViewModel vm
    // Where nothing else needs the room.
    property bool large: false
    readonly property int inset: large ? Theme.block : Theme.gap * (Theme.compact ? 1 : 1.5)
    readonly property int textSize: large ? Theme.title : Theme.small

    implicitHeight: column.implicitHeight + 2 * inset
    radius: Theme.radius * 2
    color: Theme.card
    border.color: Theme.ink
    border.width: Theme.outline

    Column {
        id: column

        anchors {
            left: parent.left
            right: parent.right
            verticalCenter: parent.verticalCenter
            margins: call.inset
        }
        spacing: Theme.gap / 2

        Row {
            spacing: Theme.gap
            visible: call.vm.phone.length > 0

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: "phone"
                size: number.font.pixelSize
            }
            Label {
                id: number

                text: call.vm.phone
                font.pixelSize: Math.round(Theme.headline * (call.large ? 1.2 : Theme.compact ? 0.72 : 0.8))
                font.weight: 700
                font.features: {
                    "tnum": 1
                }
                lineHeight: 1
            }
        }
        Label {
            width: parent.width
            text: !call.vm.phone ? "" : Theme.compact ? call.vm.place : call.vm.placeAndNumber
            font.pixelSize: call.textSize
            font.weight: 600
            font.features: {
                "tnum": 1
            }
        }
        Label {
            width: parent.width
            text: call.vm.danger
            wrapMode: Text.NoWrap
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.fine
            font.pixelSize: call.large || Theme.landscape ? call.textSize : Theme.body
            font.weight: 600
            color: Theme.alarm
        }
    }
}
